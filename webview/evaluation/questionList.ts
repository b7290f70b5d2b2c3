import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ShownQuestion, ShownRow } from '../../src/protocol/evaluationView';
import { l10n } from '../components/l10n';
import { VirtualList } from '../components/virtualList';
import { verdictStyles } from '../components/styles';
import { formatCount } from '../trace/format';
import { oneLine } from '../tree/traceWords';
import { verdictOf } from './evaluationWords';
import type { RowGrid } from './rowFilter';

/** Questions with what they came to in one cell or two, a line each. */
@customElement('wp-question-list')
export class QuestionList extends VirtualList {
  static override styles = [
    VirtualList.styles,
    verdictStyles,
    css`
      .line {
        display: grid;
        grid-template-columns: 5ch minmax(0, 1fr) minmax(0, var(--answers));
        gap: 10px;
        align-items: center;
        height: 100%;
        padding-inline: 14px;
        white-space: nowrap;
      }
      .number {
        text-align: end;
        color: var(--wp-muted);
        font-variant-numeric: tabular-nums;
      }
      .item[aria-selected='true'] .number,
      .item[aria-selected='true'] .tokens,
      .item[aria-selected='true'] .verdict {
        color: inherit;
      }
      .question,
      .answers,
      .answer b {
        overflow: hidden;
        text-overflow: ellipsis;
        unicode-bidi: isolate;
      }
      .answers {
        display: grid;
        grid-auto-columns: minmax(0, 1fr);
        grid-auto-flow: column;
        gap: 12px;
      }
      .answer {
        display: flex;
        gap: 7px;
        min-width: 0;
        align-items: baseline;
      }
      .answer b {
        font-family: var(--wp-mono);
        font-weight: 600;
        min-width: 0;
      }
      .tokens {
        margin-inline-start: auto;
        color: var(--wp-muted);
        font-variant-numeric: tabular-nums;
      }
      :host {
        --answers: 250px;
        container: list / inline-size;
      }
      :host([pair]) {
        --answers: 470px;
      }
      @container list (max-width: 620px) {
        .line {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        }
        .number,
        .tokens {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) questions: readonly ShownQuestion[] = [];
  /** Places of the questions that are listed. */
  @property({ attribute: false }) listed: readonly number[] = [];
  @property({ attribute: false }) grid: RowGrid | null = null;
  /** Names of the cells whose answers stand there: one or two. */
  @property({ attribute: false }) shownCells: readonly string[] = [];

  protected override readonly itemHeight = 26;
  protected override readonly label = l10n.t('Questions');

  protected override get count(): number {
    return this.listed.length;
  }

  protected override item(place: number) {
    const at = this.listed[place] ?? -1;
    const question = this.questions[at];
    return html`<div class="line">
      <span class="number">${question?.line}</span>
      <span class="question" dir="auto">${oneLine(question?.question ?? '')}</span>
      <span class="answers"> ${this.shownCells.map((cell) => answer(this.grid?.in(at, cell)))} </span>
    </div>`;
  }
}

function answer(row: ShownRow | undefined) {
  const { sign, word } = verdictOf(row);
  const name = row === undefined ? '' : row.correct ? 'right' : 'wrong';
  return html`<span class="answer">
    <span class="verdict ${name}">${sign} ${word}${row?.overridden ? ` ${l10n.t('(by hand)')}` : ''}</span>
    ${row?.answer == null ? '' : html`<b dir="auto">${oneLine(row.answer)}</b>`}
    ${row ? html`<span class="tokens">${formatCount(row.thinkingTokens)}</span>` : ''}
  </span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-question-list': QuestionList;
  }
}
