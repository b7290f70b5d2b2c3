/** What is known of a node beside its tokens, and the nodes that were drawn beside it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SearchNodeView } from '../../src/protocol/searchView';
import { button } from '../components/button';
import { cssVariables } from '../components/cssVariables';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
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
    [l10n.t('round'), roundNumber(round), l10n.t('Counted from 1')],
    [
      l10n.t('score'),
      score === null ? l10n.t('none') : formatScore(score),
      l10n.t('Of its step, by the scorer'),
    ],
    [l10n.t('value'), value === null ? l10n.t('none') : formatScore(value), l10n.t('What it was ranked by')],
    [l10n.t('tokens'), formatCount(tokens), l10n.t('Its own')],
    ...(waits > 0
      ? [[l10n.t('waits'), formatCount(waits), l10n.t('Ends of thinking refused in it')] as const]
      : []),
    ...(budget === null
      ? []
      : [
          [
            l10n.t('max'),
            formatCount(budget.maxThinkingTokens),
            l10n.t('Thinking tokens of its path, other than the search’s'),
          ] as const,
        ]),
    [l10n.t('seed'), String(seed), l10n.t('Its tokens were drawn with')],
    [l10n.t('paths'), formatCount(facts.visits), l10n.t('Paths that go through it')],
  ];
  return html`<section class="facts-of-node" aria-label=${l10n.t('Node')}>
    <div class="line">
      <h2>${l10n.t('Node {0}', nodeName(id))}</h2>
      <span class="state">${wins ? l10n.t('{0}, chosen', stateWords(node)) : stateWords(node)}</span>
      <span class="actions">
        ${button({ label: l10n.t('Open as Trace'), name: 'open-node', title: l10n.t('The path to here as a trace of its own (Enter)'), onClick: facts.open })}
        ${button({ label: marked ? l10n.t('Marked') : l10n.t('Mark'), name: 'mark-node', icon: 'compare', appearance: 'quiet', pressed: marked, title: l10n.t('Mark for comparing (Space)'), onClick: facts.mark })}
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
    <summary>${l10n.t('Begins anew, with the earlier answers in its prompt')}</summary>
    <pre tabindex="0" aria-label=${l10n.t('Prompt')}>${displayText(text)}</pre>
  </details>`;
}

function rolloutPart({ rollout }: SearchNodeView): TemplateResult | typeof nothing {
  if (!rollout) return nothing;
  const judged =
    rollout.score === null
      ? l10n.t('not scored')
      : l10n.t('score {0} at its end', formatScore(rollout.score));
  return html`<details>
    <summary>${l10n.t('Looked ahead {0}, {1}', plural(rollout.tokens, 'token'), judged)}</summary>
    <pre tabindex="0" aria-label=${l10n.t('Rollout')}>${displayText(rollout.text)}</pre>
  </details>`;
}

function siblingsPart({ node, siblings, goTo }: NodeFacts): TemplateResult | typeof nothing {
  if (siblings.length < 2) return nothing;
  const more = siblings.length - MOST_SIBLINGS;
  return html`<div class="siblings">
    <span class="label">${l10n.t('Drawn beside it')}</span>
    <ul aria-label=${l10n.t('Nodes beside it')}>
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
      ${more > 0 ? html`<li>${l10n.t('and {0} more', formatCount(more))}</li>` : nothing}
    </ul>
  </div>`;
}
