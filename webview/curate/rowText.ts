/** One row in full: what it asks, its trace and answer, and why it is where it is. All of it is text. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { PersonsWord } from '../../src/core/curate/decision';
import type { RowText, ShownRow } from '../../src/core/curate/shownCuration';
import { button } from '../components/button';
import { displayText } from '../trace/displayText';
import { formatCount } from '../trace/format';
import { oneLine } from '../tree/traceWords';
import { stateSign, stateWords } from './curationWords';

export interface RowDetail {
  readonly row: ShownRow;
  /** Null: it is being read. */
  readonly text: RowText | null;
  /** What a person said of it. */
  readonly word: PersonsWord | null;
}

export interface RowDetailActions {
  say(word: PersonsWord | null): void;
  openTrace(): void;
  openPlace(): void;
  close(): void;
}

export function rowDetail({ row, text, word }: RowDetail, actions: RowDetailActions): TemplateResult {
  const facts = [
    row.domain,
    row.length === null ? null : `length ${formatCount(row.length)}`,
    text?.source,
    text?.id,
  ]
    .filter((fact) => fact != null && fact !== '')
    .map((fact) => oneLine(fact ?? ''));
  const say = (label: string, own: PersonsWord, name: string): TemplateResult =>
    button({
      label,
      name,
      pressed: word === own,
      title:
        word === own
          ? 'Pressed again, the rules decide (U)'
          : own === 'keep'
            ? 'Selected, whatever the rules say (K)'
            : 'Dropped, whatever the rules say (D)',
      ...(word === own && { icon: 'check' as const }),
      onClick: () => actions.say(word === own ? null : own),
    });
  return html`<section class="detail" aria-label="The selected row">
    <p class="own-row">
      <span class="state"><b>${stateSign(row)} ${stateWords(row)}</b></span>
      <span class="facts">${oneLine(row.place)}${facts.map((fact) => html` · ${fact}`)}</span>
      ${button({ label: 'Close', name: 'close-detail', icon: 'close', appearance: 'icon', onClick: () => actions.close() })}
    </p>
    ${row.reason === '' ? nothing : html`<p class="reason" dir="auto">${displayText(row.reason)}</p>`}
    <p class="own-row">
      ${
        row.key === null
          ? nothing
          : html`${say(row.selected === null ? 'Take Back' : 'Keep', 'keep', 'keep')}${say('Drop', 'drop', 'drop')}`
      }
      ${row.key === null ? nothing : button({ label: 'Open as Trace', name: 'open-trace', onClick: () => actions.openTrace() })}
      ${button({ label: 'Show in File', name: 'open-place', onClick: () => actions.openPlace() })}
    </p>
    ${
      text === null
        ? html`<p class="facts">Reading the row…</p>`
        : html`${part('Question', row.key === null ? null : text.question)} ${part('Trace', text.trace)}
          ${part('Answer', text.answer)} ${part('Solution', text.solution)}`
    }
  </section>`;
}

function part(title: string, text: string | null): TemplateResult | typeof nothing {
  if (text === null || text === '') return nothing;
  return html`<h3>${title}</h3>
    <p
      class="text"
      tabindex="0"
      role="region"
      aria-label=${title}
      dir="auto"
      .textContent=${displayText(text)}
    ></p>`;
}

export const rowTextStyles = css`
  .detail {
    display: flex;
    flex-direction: column;
    gap: 6px;
    min-width: 0;
    min-height: 0;
    padding: 8px 14px;
    overflow: auto;
    border-top: 1px solid var(--wp-line);
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
  .own-row {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 10px;
    align-items: center;
  }
  .own-row .facts {
    flex: 1;
  }
  .reason {
    unicode-bidi: isolate;
  }
  .text {
    white-space: pre-wrap;
    flex: none;
    max-height: 14lh;
    overflow: auto;
    unicode-bidi: isolate;
    border-inline-start: 2px solid var(--wp-line);
    padding-inline-start: 8px;
  }
`;
