/** What stands at the top and the bottom of a column. */
import { html, nothing } from 'lit';
import type { SweepColumn } from '../../src/protocol/sweepView';
import { button } from '../components/button';
import { oneLine, rightWord, stateWords } from '../tree/traceWords';
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
      title="Open ${oneLine(column.name)}"
      @click=${(event: Event) => {
        event.preventDefault();
        open();
      }}
      >${columnName(column)}</a
    >
    ${button({
      label: pinned ? 'Pinned' : 'Pin',
      name: 'pin',
      appearance: 'quiet',
      pressed: pinned,
      title: pinned
        ? 'Compare with no column'
        : `Compare the others with column ${column.column + 1}, word by word`,
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
    ${word === null ? nothing : html`<span class="verdict ${word}">${right ? '✓' : '✗'} ${word}</span>`}
    ${stateSaid === null ? nothing : html`<span class="state">${stateSaid}</span>`}
    <span class="facts">${answerWords(column)}</span>
  </div>`;
}
