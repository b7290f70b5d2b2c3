/** One question in full: what it asks, what it came to in the cell that is looked at, and in all others. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { ShownCell, ShownQuestion, ShownRow } from '../../src/protocol/evaluationView';
import { button } from '../components/button';
import { l10n } from '../components/l10n';
import { displayText } from '../trace/displayText';
import { plural } from '../trace/format';
import { oneLine } from '../tree/traceWords';
import { cellTitle, verdictOf } from './evaluationWords';
import type { RowGrid } from './rowFilter';

export interface RowDetailActions {
  open(row: ShownRow): void;
  mark(row: ShownRow, correct: boolean | null): void;
}

export interface RowDetail {
  readonly question: ShownQuestion;
  /** Place among the questions. */
  readonly place: number;
  /** Name of the cell that is looked at. */
  readonly cell: string;
  readonly cells: readonly ShownCell[];
  readonly grid: RowGrid;
  /** Nothing may be changed: the workspace is not trusted. */
  readonly locked: boolean;
}

export function rowDetail(detail: RowDetail, actions: RowDetailActions): TemplateResult {
  const { question, place, cell, cells, grid } = detail;
  const shown = cells.find(({ name }) => name === cell);
  const row = grid.in(place, cell);
  return html`<section class="detail" aria-label=${l10n.t('The selected question')}>
    <p
      class="asked"
      tabindex="0"
      role="region"
      aria-label=${l10n.t('Question')}
      dir="auto"
      .textContent=${displayText(question.question)}
    ></p>
    <p class="facts">
      ${
        question.domain === null
          ? l10n.t('Line {0} · right answer', question.line)
          : l10n.t('Line {0} · {1} · right answer', question.line, oneLine(question.domain))
      }
      <b dir="auto">${oneLine(question.expected)}</b>
    </p>
    ${shown ? html`<h3>${cellTitle(shown)}</h3>` : nothing}
    ${row ? ownRow(row, detail.locked, actions) : html`<p class="facts">${l10n.t('It has not been run in this cell yet.')}</p>`}
    <h3>${l10n.t('All cells')}</h3>
    <ul class="others">
      ${cells.map((one, at) => {
        const other = grid.at(place, at);
        const { sign, word } = verdictOf(other);
        return html`<li class=${one.name === cell ? 'own' : ''} aria-current=${one.name === cell}>
          <span class="verdict ${other ? (other.correct ? 'right' : 'wrong') : ''}">${sign} ${word}</span>
          ${
            other
              ? html`<a
                  href="#"
                  aria-label=${l10n.t('Open the trace of {0}', cellTitle(one))}
                  @click=${(event: Event) => {
                    event.preventDefault();
                    actions.open(other);
                  }}
                  >${cellTitle(one)}</a
                >`
              : html`<span>${cellTitle(one)}</span>`
          }
          ${other?.answer == null ? nothing : html`<b dir="auto">${oneLine(other.answer)}</b>`}
        </li>`;
      })}
    </ul>
  </section>`;
}

function ownRow(row: ShownRow, locked: boolean, actions: RowDetailActions): TemplateResult {
  const { sign, word } = verdictOf(row);
  const marked = row.overridden ? row.correct : null;
  const mayMark = (correct: boolean): TemplateResult => {
    const pressed = marked === correct;
    return button({
      label: correct ? l10n.t('Mark right') : l10n.t('Mark wrong'),
      title: pressed ? l10n.t('Take the grader’s verdict again') : l10n.t('Whatever the grader says'),
      name: correct ? 'mark-right' : 'mark-wrong',
      appearance: 'quiet',
      disabled: locked,
      pressed,
      ...(pressed && { icon: 'check' as const }),
      onClick: () => actions.mark(row, pressed ? null : correct),
    });
  };
  return html`<p class="own-row">
      <span class="verdict ${row.correct ? 'right' : 'wrong'}">${sign} ${word}</span>
      ${row.answer === null ? nothing : html`<b dir="auto">${oneLine(row.answer)}</b>`}
      <span class="facts">${reasonWords(row)} · ${plural(row.thinkingTokens, 'thinking token')}</span>
    </p>
    ${row.note === null ? nothing : html`<p class="facts">${oneLine(row.note)}</p>`}
    <p class="own-row">
      ${button({ label: l10n.t('Open Trace'), name: 'open-trace', onClick: () => actions.open(row) })}
      ${row.answer === null ? nothing : html`<span class="marks">${mayMark(true)}${mayMark(false)}</span>`}
    </p>`;
}

function reasonWords({ overridden, reason }: ShownRow): string {
  const said = oneLine(reason);
  return overridden ? l10n.t('marked by hand · the grader said: {0}', said) : said;
}

export const rowDetailStyles = css`
  .detail {
    display: flex;
    flex-direction: column;
    gap: 6px;
    min-width: 0;
    padding: 8px 14px;
    overflow: auto;
    border-inline-start: 1px solid var(--wp-line);
  }
  .detail p,
  .detail h3 {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .detail h3 {
    font-size: 1em;
    margin-top: 4px;
  }
  .asked {
    white-space: pre-wrap;
    max-height: 9lh;
    overflow: auto;
    flex: none;
    unicode-bidi: isolate;
  }
  .detail b {
    font-family: var(--wp-mono);
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }
  .own-row {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 10px;
    align-items: center;
  }
  .marks {
    display: flex;
    gap: 2px;
  }
  .others {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    grid-template-columns: auto minmax(0, auto) minmax(0, 1fr);
    gap: 1px 10px;
  }
  .others li {
    padding-inline: 8px 4px;
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    overflow-wrap: anywhere;
  }
  .others .own {
    background: var(--vscode-list-inactiveSelectionBackground, transparent);
    box-shadow: inset 3px 0 0 var(--wp-accent);
  }
`;
