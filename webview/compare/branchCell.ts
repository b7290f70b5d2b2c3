/** One side of a row: a step with its score, a mark, or nothing. */
import { html, type TemplateResult } from 'lit';
import type { BranchCell } from '../../src/core/trace/branchDiff';
import type { TextPart } from '../../src/core/trace/wordDiff';
import type { CompareSide } from '../../src/protocol/forkViews';
import { cssVariables } from '../components/cssVariables';
import { l10n } from '../components/l10n';
import { blankEdges, displayText } from '../trace/displayText';
import { formatScore } from '../trace/format';
import { markSentence } from '../trace/words';

/** What stands on the left of a segment, in place of the number of a step. */
const TITLES = { step: '', wait: '', edit: '', end: l10n.t('end'), answer: l10n.t('answer') } as const;

export function branchCell(cell: BranchCell, side: Pick<CompareSide, 'thinkingStart'>): TemplateResult {
  const { intervention, kind, step, score, parts } = cell;
  if (intervention) {
    const mark = html`<span class="badge">${kind === 'edit' ? l10n.t('Edit') : l10n.t('Wait')}</span>
      <span class="words">${markSentence(intervention, side.thinkingStart)}</span>`;
    return html`<div class="mark" data-kind=${kind}>${mark}</div>`;
  }
  const text = parts.map(({ text: part }) => part).join('');
  const { before, after } = blankEdges(displayText(text));
  return html`<div class="segment ${kind}">
    <span class="number">${step === null ? TITLES[kind] : step + 1}</span>
    <span
      class="text"
      dir="auto"
      ${cssVariables({ '--blank-before': String(before), '--blank-after': String(after) })}
      >${parts.map(textPart)}</span
    >
    ${
      score === null
        ? html`<span class="score"></span>`
        : html`<span
            class="score scored"
            role="meter"
            aria-label=${l10n.t('Score')}
            aria-valuemin="0"
            aria-valuemax="1"
            aria-valuenow=${formatScore(score)}
            ${cssVariables({ '--score': String(score) })}
            ><span class="gauge" aria-hidden="true"></span
            ><span class="value">${formatScore(score)}</span></span
          >`
    }
  </div>`;
}

/** The elements say what they are; their styles say it to those who see no colours. */
function textPart({ kind, text }: TextPart): TemplateResult | string {
  const shown = displayText(text);
  if (kind === 'same') return shown;
  // Behind a line's end, the mark that they end with would stand on a line of its own.
  const tail = /\n*$/.exec(shown)?.[0] ?? '';
  const words = shown.slice(0, shown.length - tail.length);
  if (words === '') return tail;
  return kind === 'removed' ? html`<del>${words}</del>${tail}` : html`<ins>${words}</ins>${tail}`;
}
