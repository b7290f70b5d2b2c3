/** One row in full: what it asks, its trace and answer, and why it is where it is. All of it is text. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { PersonsWord } from '../../src/core/curate/decision';
import type { RowText, ShownRow } from '../../src/core/curate/shownCuration';
import { button } from '../components/button';
import { l10n } from '../components/l10n';
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
    row.length === null ? null : l10n.t('length {0}', formatCount(row.length)),
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
          ? l10n.t('Pressed again, the rules decide (U)')
          : own === 'keep'
            ? l10n.t('Selected, whatever the rules say (K)')
            : l10n.t('Dropped, whatever the rules say (D)'),
      ...(word === own && { icon: 'check' as const }),
      onClick: () => actions.say(word === own ? null : own),
    });
  return html`<section class="detail" aria-label=${l10n.t('The selected row')}>
    <p class="own-row">
      <span class="state"><b>${stateSign(row)} ${stateWords(row)}</b></span>
      <span class="facts">${oneLine(row.place)}${facts.map((fact) => html` · ${fact}`)}</span>
      ${button({ label: l10n.t('Close'), name: 'close-detail', icon: 'close', appearance: 'icon', onClick: () => actions.close() })}
    </p>
    ${row.reason === '' ? nothing : html`<p class="reason" dir="auto">${displayText(row.reason)}</p>`}
    <p class="own-row">
      ${
        row.key === null
          ? nothing
          : html`${say(row.selected === null ? l10n.t('Take Back') : l10n.t('Keep'), 'keep', 'keep')}${say(l10n.t('Drop'), 'drop', 'drop')}`
      }
      ${row.key === null ? nothing : button({ label: l10n.t('Open as Trace'), name: 'open-trace', onClick: () => actions.openTrace() })}
      ${button({ label: l10n.t('Show in File'), name: 'open-place', onClick: () => actions.openPlace() })}
    </p>
    ${
      text === null
        ? html`<p class="facts">${l10n.t('Reading the row…')}</p>`
        : html`${part(l10n.t('Question'), row.key === null ? null : text.question)}
          ${part(l10n.t('Trace'), text.trace)} ${part(l10n.t('Answer'), text.answer)}
          ${part(l10n.t('Solution'), text.solution)}`
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
