/** The line above the questions: which are listed, in words that can be changed. */
import { css, html, type TemplateResult } from 'lit';
import type { EvaluationLook, RowCondition, RowStatus, ShownCell } from '../../src/protocol/evaluationView';
import { button } from '../components/button';
import { dropdown } from '../components/dropdown';
import { l10n } from '../components/l10n';
import { textField } from '../components/textField';
import { formatCount, plural } from '../trace/format';
import { oneLine } from '../tree/traceWords';
import { cellTitle } from './evaluationWords';
import { isFiltering, STATUS_WORDS } from './rowFilter';

export interface QuestionFilter {
  readonly look: EvaluationLook;
  readonly cells: readonly ShownCell[];
  readonly domains: readonly string[];
  readonly all: number;
  readonly listed: number;
  readonly change: (change: Partial<EvaluationLook>) => void;
}

const STATUSES = Object.keys(STATUS_WORDS) as RowStatus[];
/** Values of choices that stand for nothing; no cell or domain is called so. */
const ANY = '\0any';

export function questionFilter(filter: QuestionFilter): TemplateResult {
  const { look, domains, all, listed, change } = filter;
  const { conditions, domain, text } = look;
  const isNarrow = isFiltering(look);
  return html`<div class="question-filter" role="group" aria-label=${l10n.t('Filter of questions')}>
    <span class="count" role="status">
      ${isNarrow ? l10n.t('{0} of {1}', formatCount(listed), plural(all, 'question')) : plural(all, 'question')}
    </span>
    ${condition('first', filter, conditions[0], (own) => change({ conditions: [own, conditions[1]] }))}
    <span class="label">${l10n.t('and')}</span>
    ${condition('second', filter, conditions[1], (own) => change({ conditions: [conditions[0], own] }))}
    ${
      domains.length === 0
        ? ''
        : dropdown({
            label: l10n.t('Domain'),
            name: 'domain',
            value: domain ?? ANY,
            choices: [
              { value: ANY, label: l10n.t('any domain') },
              ...domains.map((value) => ({ value, label: oneLine(value) })),
            ],
            onChange: (value) => change({ domain: value === ANY ? null : value }),
          })
    }
    ${textField({
      label: l10n.t('Contains text'),
      placeholder: l10n.t('Contains text'),
      name: 'contains',
      value: text,
      onInput: (value) => change({ text: value }),
    })}
    ${button({
      label: l10n.t('Clear filter'),
      name: 'clear-filter',
      disabled: !isNarrow,
      onClick: () =>
        change({
          ...{ domain: null, text: '' },
          conditions: [
            { ...conditions[0], status: null },
            { cell: null, status: null },
          ],
        }),
    })}
  </div>`;
}

/** "right in budget-forcing: 64". */
function condition(
  which: 'first' | 'second',
  { cells }: QuestionFilter,
  { cell, status }: RowCondition,
  change: (condition: RowCondition) => void,
): TemplateResult {
  return html`<span class="condition">
    ${dropdown({
      label:
        which === 'first'
          ? l10n.t('Verdict of the first condition')
          : l10n.t('Verdict of the second condition'),
      name: `${which}-status`,
      value: status ?? ANY,
      choices: [
        { value: ANY, label: l10n.t('any verdict') },
        ...STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] })),
      ],
      onChange: (value) => change({ cell, status: value === ANY ? null : (value as RowStatus) }),
    })}
    <span class="label">${l10n.t('in')}</span>
    ${dropdown({
      label:
        which === 'first' ? l10n.t('Cell of the first condition') : l10n.t('Cell of the second condition'),
      name: `${which}-cell`,
      value: cell ?? ANY,
      choices: [
        { value: ANY, label: l10n.t('any cell') },
        ...cells.map((one) => ({ value: one.name, label: cellTitle(one) })),
      ],
      onChange: (value) => change({ status, cell: value === ANY ? null : value }),
    })}
  </span>`;
}

export const questionFilterStyles = css`
  .question-filter,
  .condition {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
  }
  .question-filter {
    padding: 5px 14px;
    background: var(--wp-panel);
    border-block: 1px solid var(--wp-line);
  }
  .question-filter .count {
    min-width: 12ch;
    font-variant-numeric: tabular-nums;
  }
  .question-filter vscode-dropdown {
    width: auto;
    min-width: 12ch;
    max-width: 30ch;
  }
  .question-filter vscode-text-field {
    width: 18ch;
  }
`;
