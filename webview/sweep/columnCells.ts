/** What stands at the top and the bottom of a column. */
import { html, nothing } from 'lit';
import type { SweepColumn } from '../../src/protocol/sweepView';
import { button } from '../components/button';
import { l10n } from '../components/l10n';
import { oneLine, rightText, rightWord, stateWords } from '../tree/traceWords';
import { answerWords, columnName, COST_HINT, costWords, factWords } from './sweepWords';

export interface ColumnHead {
  readonly column: SweepColumn;
  readonly place: number;
  /** The others are compared with it. */
  readonly pinned: boolean;
  /** It was gone to, or had the focus, last. */
  readonly chosen: boolean;
  readonly open: () => void;
  readonly pin: () => void;
  /** The focus came to it. */
  readonly choose: () => void;
  /** The mouse came to it, or left it. */
  readonly point: (place: number | null) => void;
}

export function columnHead({ column, place, pinned, chosen, open, pin, choose, point }: ColumnHead) {
  const cost = costWords(column);
  return html`<div
    class="head ${pinned ? 'reference' : ''} ${chosen ? 'chosen' : ''}"
    role="columnheader"
    aria-current=${chosen ? 'true' : nothing}
    @pointerenter=${() => point(place)}
    @pointerleave=${() => point(null)}
    @focusin=${choose}
  >
    <a
      href="#"
      title=${l10n.t('Open {0}', oneLine(column.name))}
      @click=${(event: Event) => {
        event.preventDefault();
        open();
      }}
      >${columnName(column)}</a
    >
    ${button({
      label: pinned ? l10n.t('Pinned') : l10n.t('Pin'),
      name: 'pin',
      appearance: 'quiet',
      pressed: pinned,
      title: pinned
        ? l10n.t('Compare with no column')
        : l10n.t('Compare the others with column {0}, word by word', column.column + 1),
      onClick: pin,
    })}
    <span class="facts">${factWords(column)}</span>
    ${cost === '' ? nothing : html`<span class="facts" title=${COST_HINT}>${cost}</span>`}
  </div>`;
}

export function columnResult(column: SweepColumn) {
  const { answer, right } = column;
  const word = rightWord(right);
  const stateSaid = stateWords(column);
  return html`<div class="result" role="cell">
    ${answer === null ? nothing : html`<b dir="auto">${oneLine(answer)}</b>`}
    ${word === null ? nothing : html`<span class="verdict ${word}">${right ? '✓' : '✗'} ${rightText(right)}</span>`}
    ${stateSaid === null ? nothing : html`<span class="state">${stateSaid}</span>`}
    <span class="facts">${answerWords(column)}</span>
  </div>`;
}
