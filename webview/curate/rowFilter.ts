/** The line above the table: which rows are listed, in words that can be changed. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { DROP_RULES, SELECTED, STAGES, stageOf } from '../../src/core/curate/decision';
import { stageFilter, type RowLook, type StateFilter } from '../../src/core/curate/rowOrder';
import type { CurationNews } from '../../src/core/curate/shownCuration';
import { button } from '../components/button';
import { dropdown } from '../components/dropdown';
import { l10n } from '../components/l10n';
import { textField } from '../components/textField';
import { formatCount, plural } from '../trace/format';
import { oneLine } from '../tree/traceWords';
import { filterWords } from './curationWords';

/** Values of choices that stand for nothing; no domain is called so. */
const ANY = '\0any';
const WITHOUT = '\0without';

const STATES: readonly StateFilter[] = [
  'selected',
  ...SELECTED,
  ...STAGES.flatMap((stage): StateFilter[] => {
    const rules = DROP_RULES.filter((rule) => stageOf(rule) === stage);
    return [...new Set([stageFilter(stage), ...rules.map((rule) => `rule:${rule}` as const)])];
  }),
];

export interface RowFilterOptions {
  readonly news: CurationNews;
  readonly look: RowLook;
  readonly change: (change: Partial<RowLook>) => void;
}

export function rowFilter({ news, look, change }: RowFilterOptions): TemplateResult {
  const { listed, searched, funnel } = news;
  const { state, domain, text } = look;
  const all = funnel.counts.rows;
  const isNarrow = state !== null || domain !== null || text.trim() !== '';
  const domains = funnel.domains.flatMap((one) => one.domain ?? []);
  return html`<div class="row-filter" role="group" aria-label=${l10n.t('Filter of rows')}>
    <span class="count" role="status">
      ${isNarrow ? l10n.t('{0} of {1}', formatCount(listed), plural(all, 'row')) : plural(all, 'row')}${
        searched === null ? nothing : l10n.t(' · {0} searched…', formatCount(searched))
      }
    </span>
    ${dropdown({
      label: l10n.t('State'),
      name: 'state-filter',
      value: state ?? ANY,
      choices: [
        { value: ANY, label: l10n.t('any state') },
        ...STATES.map((value) => ({ value, label: filterWords(value) })),
      ],
      onChange: (value) => change({ state: value === ANY ? null : (value as StateFilter) }),
    })}
    ${dropdown({
      label: l10n.t('Domain'),
      name: 'domain-filter',
      value: domain === null ? ANY : domain === '' ? WITHOUT : domain,
      choices: [
        { value: ANY, label: l10n.t('any domain') },
        { value: WITHOUT, label: l10n.t('without a domain') },
        ...domains.map((value) => ({ value, label: oneLine(value) })),
      ],
      onChange: (value) => change({ domain: value === ANY ? null : value === WITHOUT ? '' : value }),
    })}
    ${textField({
      label: l10n.t('Text in the question'),
      placeholder: l10n.t('Text in the question'),
      name: 'text-filter',
      value: text,
      onInput: (value) => change({ text: value }),
    })}
    ${button({
      label: l10n.t('Clear filter'),
      name: 'clear-filter',
      disabled: !isNarrow,
      onClick: () => change({ state: null, domain: null, text: '' }),
    })}
  </div>`;
}

export const rowFilterStyles = css`
  .row-filter {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    padding: 5px 14px;
    background: var(--wp-panel);
    border-bottom: 1px solid var(--wp-line);
  }
  .row-filter .count {
    min-width: 14ch;
    font-variant-numeric: tabular-nums;
  }
  .row-filter vscode-dropdown {
    width: auto;
    min-width: 12ch;
    max-width: 26ch;
  }
  .row-filter vscode-text-field {
    width: 22ch;
  }
`;
