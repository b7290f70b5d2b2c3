/** What is known of a node beside its tokens, and the nodes that were drawn beside it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SearchNodeView } from '../../src/protocol/searchView';
import { button } from '../components/button';
import { cssVariables } from '../components/cssVariables';
import { icon } from '../components/icon';
import { displayText } from '../trace/displayText';
import { formatCount, formatScore, plural } from '../trace/format';
import { nodeName, nodeSentence, roundNumber, stateWords } from './searchWords';

/** More are found in the tree. */
const MOST_SIBLINGS = 40;

export interface NodeFacts {
  readonly node: SearchNodeView;
  /** It among them, in the order of the tree. */
  readonly siblings: readonly SearchNodeView[];
  readonly visits: number;
  readonly wins: boolean;
  readonly marked: boolean;
  readonly goTo: (id: number) => void;
  readonly open: () => void;
  readonly mark: () => void;
}

export function nodeFacts(facts: NodeFacts): TemplateResult {
  const { node, marked, wins } = facts;
  const { id, round, seed, budget, value, step, tokens, waits } = node;
  const score = step?.score ?? null;
  const known: readonly (readonly [name: string, value: string, hint: string])[] = [
    ['round', roundNumber(round), 'Counted from 1'],
    ['score', score === null ? 'none' : formatScore(score), 'Of its step, by the scorer'],
    ['value', value === null ? 'none' : formatScore(value), 'What it was ranked by'],
    ['tokens', formatCount(tokens), 'Its own'],
    ...(waits > 0 ? [['waits', formatCount(waits), 'Ends of thinking refused in it'] as const] : []),
    ...(budget === null
      ? []
      : [
          [
            'max',
            formatCount(budget.maxThinkingTokens),
            'Thinking tokens of its path, other than the search’s',
          ] as const,
        ]),
    ['seed', String(seed), 'Its tokens were drawn with'],
    ['paths', formatCount(facts.visits), 'Paths that go through it'],
  ];
  return html`<section class="facts-of-node" aria-label="Node">
    <div class="line">
      <h2>Node ${nodeName(id)}</h2>
      <span class="state">${stateWords(node)}${wins ? ', chosen' : ''}</span>
      <span class="actions">
        ${button({ label: 'Open as Trace', name: 'open-node', title: 'The path to here as a trace of its own (Enter)', onClick: facts.open })}
        ${button({ label: marked ? 'Marked' : 'Mark', name: 'mark-node', icon: 'compare', appearance: 'quiet', pressed: marked, title: 'Mark for comparing (Space)', onClick: facts.mark })}
      </span>
    </div>
    <dl>
      ${known.map(
        ([name, said, hint]) =>
          html`<div title=${hint}>
            <dt>${name}</dt>
            <dd>${said}</dd>
          </div>`,
      )}
    </dl>
    ${node.prompt && node.parent !== null ? promptPart(node.prompt.text) : nothing} ${rolloutPart(node)}
    ${siblingsPart(facts)}
    ${node.warnings.map((one) => html`<p class="warning">${icon('warning')}<span>${displayText(one)}</span></p>`)}
  </section>`;
}

function promptPart(text: string): TemplateResult {
  return html`<details>
    <summary>Begins anew, with the earlier answers in its prompt</summary>
    <pre tabindex="0" aria-label="Prompt">${displayText(text)}</pre>
  </details>`;
}

function rolloutPart({ rollout }: SearchNodeView): TemplateResult | typeof nothing {
  if (!rollout) return nothing;
  const judged = rollout.score === null ? 'not scored' : `score ${formatScore(rollout.score)} at its end`;
  return html`<details>
    <summary>Looked ahead ${plural(rollout.tokens, 'token')}, ${judged}</summary>
    <pre tabindex="0" aria-label="Rollout">${displayText(rollout.text)}</pre>
  </details>`;
}

function siblingsPart({ node, siblings, goTo }: NodeFacts): TemplateResult | typeof nothing {
  if (siblings.length < 2) return nothing;
  const more = siblings.length - MOST_SIBLINGS;
  return html`<div class="siblings">
    <span class="label">Drawn beside it</span>
    <ul aria-label="Nodes beside it">
      ${siblings.slice(0, MOST_SIBLINGS).map((one) => {
        const shown = one.value ?? one.step?.score ?? null;
        const score = one.step?.score ?? null;
        return html`<li>
          <button
            class="sibling ${one.state} ${score === null ? '' : 'scored'}"
            aria-current=${one.id === node.id ? 'true' : nothing}
            aria-label=${nodeSentence(one, { visits: 1, wins: false, marked: false })}
            title=${one.text}
            ${cssVariables({ '--score': String(score ?? 0) })}
            @click=${() => goTo(one.id)}
          >
            ${score === null ? nothing : html`<span class="gauge"></span>`}${shown === null ? nodeName(one.id) : formatScore(shown)}${one.state === 'pruned' ? ' ×' : ''}
          </button>
        </li>`;
      })}
      ${more > 0 ? html`<li>and ${formatCount(more)} more</li>` : nothing}
    </ul>
  </div>`;
}
