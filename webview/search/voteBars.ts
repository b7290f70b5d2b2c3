/** The vote: an answer a bar, with the leaves that gave it; decided anew, offline, by another selection. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Choice } from '../../src/core/search/searchRecord';
import {
  AGGREGATIONS,
  needsScores,
  selectionWords,
  SELECTIONS,
  type Selection,
} from '../../src/core/search/words';
import type { Aggregation } from '../../src/core/score/aggregate';
import type { SearchNodeView } from '../../src/protocol/searchView';
import { button } from '../components/button';
import { cssVariables } from '../components/cssVariables';
import { dropdown } from '../components/dropdown';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { formatCount, plural } from '../trace/format';
import { oneLine, rightText, rightWord } from '../tree/traceWords';
import { nodeName, noChoiceWords } from './searchWords';

/** More leaves of one answer are counted, not listed. */
const MOST_LEAVES = 24;

export const AGGREGATION_WORDS: Readonly<Record<Aggregation, string>> = {
  last: l10n.t('the last step'),
  min: l10n.t('the worst step'),
  mean: l10n.t('the average of the steps'),
  product: l10n.t('the product of the steps'),
};

export interface VoteView {
  /** As it is shown. */
  readonly choice: Choice;
  readonly by: Aggregation;
  /** As the search chose; null: it has not. */
  readonly recorded: Choice | null;
  readonly recordedBy: Aggregation;
  /** By id; as they are shown. */
  readonly nodes: readonly (SearchNodeView | null)[];
  readonly selected: number | null;
  readonly decide: (select: Selection, by: Aggregation) => void;
  readonly goTo: (id: number) => void;
}

export function voteBars(view: VoteView): TemplateResult {
  const { choice, by, recorded, recordedBy, nodes } = view;
  const { select, votes } = choice;
  const isRecorded = recorded?.select === select && (select !== 'weighted' || by === recordedBy);
  const none = noChoiceWords(choice, nodes);
  const highest = Math.max(0, ...votes.map(({ weight }) => weight));
  return html`<section class="vote" aria-label=${l10n.t('Vote')}>
    <div class="choose">
      <span class="field">
        <span class="label">${l10n.t('Select by')}</span>
        ${dropdown({
          label: l10n.t('Select by'),
          name: 'select-by',
          value: select,
          choices: SELECTIONS.map((value) => ({
            value,
            label: value,
            description: selectionWords()[value],
          })),
          onChange: (value) => view.decide(value as Selection, by),
        })}
      </span>
      <span class="field">
        <span class="label">${l10n.t('Path’s score')}</span>
        ${dropdown({
          label: l10n.t('Score of a path, for weighted'),
          name: 'aggregate-by',
          value: by,
          disabled: select !== 'weighted',
          choices: AGGREGATIONS.map((value) => ({
            value,
            label: value,
            description: AGGREGATION_WORDS[value],
          })),
          onChange: (value) => view.decide(select, value as Aggregation),
        })}
      </span>
    </div>
    <p class="told">
      ${select === 'weighted' ? l10n.t('{0}, here by {1}.', sentence(select), AGGREGATION_WORDS[by]) : `${sentence(select)}.`}
      ${needsScores(select) ? l10n.t('Leaves without a score do not count.') : nothing}
      ${isRecorded ? l10n.t('So the search itself chose.') : nothing}
    </p>
    ${
      isRecorded || !recorded
        ? nothing
        : html`<p class="told recorded">
            ${icon('info')}<span
              >${
                recorded.answer === null
                  ? l10n.t('Decided anew. The search chose nothing by {0}.', recorded.select)
                  : l10n.t(
                      'Decided anew. The search chose {0} by {1}.',
                      oneLine(recorded.answer),
                      recorded.select,
                    )
              }</span
            >
            ${button({
              label: l10n.t('Show the recorded choice'),
              name: 'show-recorded',
              appearance: 'quiet',
              icon: 'undo',
              onClick: () => view.decide(recorded.select, recordedBy),
            })}
          </p>`
    }
    ${none === null ? nothing : html`<p class="none">${icon('warning')}<span>${none}</span></p>`}
    <ol class="bars" aria-label=${l10n.t('Answers, the chosen one first')}>
      ${votes.map((vote, place) => bar(vote, { ...view, place, highest }))}
    </ol>
  </section>`;
}

function bar(
  { answer, weight, leaves }: Choice['votes'][number],
  { nodes, selected, goTo, choice, place, highest }: VoteView & { place: number; highest: number },
): TemplateResult {
  const word = rightWord(nodes[leaves[0] ?? -1]?.correct ?? null);
  const shown = leaves.slice(0, MOST_LEAVES);
  const share = highest === 0 ? 0 : Math.max(0, weight) / highest;
  return html`<li class=${place === 0 ? 'chosen' : ''}>
    <div class="line">
      <b class="said" dir="auto">${place === 0 ? '★ ' : ''}${oneLine(answer)}</b>
      ${word === null ? nothing : html`<span class="verdict ${word}">${word === 'right' ? '✓' : '✗'} ${rightText(word === 'right')}</span>`}
      <span class="weight">${weightWords(choice.select, weight)}</span>
    </div>
    <div class="bar" aria-hidden="true" ${cssVariables({ '--share': `${share * 100}%` })}></div>
    <div class="leaves">
      <span>${plural(leaves.length, 'leaf')}:</span>
      ${shown.map(
        (id) =>
          html`<button aria-current=${id === selected ? 'true' : nothing} @click=${() => goTo(id)}>
            ${nodeName(id)}${id === choice.leaf ? ' ★' : ''}
          </button>`,
      )}
      ${leaves.length > shown.length ? html`<span>${l10n.t('and {0} more', formatCount(leaves.length - shown.length))}</span>` : nothing}
    </div>
  </li>`;
}

function weightWords(select: Selection, weight: number): string {
  if (select === 'majority') return plural(weight, 'vote');
  if (select === 'longest') return plural(weight, 'thinking token');
  return weight >= 1e-3 || weight === 0 ? weight.toFixed(3) : weight.toExponential(1);
}

function sentence(select: Selection): string {
  const words =
    select === 'weighted'
      ? l10n.t('the answer with the highest sum of final scores')
      : selectionWords()[select];
  return words.charAt(0).toUpperCase() + words.slice(1);
}
