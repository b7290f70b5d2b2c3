import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ShownCell, ShownEvaluation } from '../../src/protocol/evaluationView';
import { l10n } from '../components/l10n';
import { focusStyles } from '../components/styles';
import { displayText } from '../trace/displayText';
import { accuracyWords, cellTitle, countOr, flopsOr, percentOr, timeOr } from './evaluationWords';

type Value = string | number | null;

interface Column<Row> {
  readonly title: string;
  /** What the title stands for. */
  readonly about: string;
  readonly text: (row: Row) => string;
  /** What it is sorted by. */
  readonly value: (row: Row) => Value;
}

const CELL_COLUMNS: readonly Column<ShownCell>[] = [
  {
    title: l10n.t('Method'),
    about: l10n.t('How the thinking was controlled'),
    text: ({ method, variant }) => displayText(variant === null ? method : `${method} (${variant})`),
    value: ({ method, variant }) => `${method} ${variant ?? ''}`,
  },
  {
    title: l10n.t('Budget'),
    about: l10n.t('Thinking tokens at most'),
    text: (cell) => countOr(cell.budget),
    value: (cell) => cell.budget,
  },
  {
    title: l10n.t('Waits'),
    about: l10n.t('Ends of thinking refused'),
    text: (cell) => countOr(cell.waits),
    value: (cell) => cell.waits,
  },
  {
    title: 'n',
    about: l10n.t('Rows that are finished'),
    text: (cell) => countOr(cell.n),
    value: (cell) => cell.n,
  },
  {
    title: l10n.t('Right, %'),
    about: l10n.t('With a 95 % bootstrap interval over questions'),
    text: accuracyWords,
    value: (cell) => cell.accuracy,
  },
  {
    title: l10n.t('Thinking tokens'),
    about: l10n.t('Mean of a question'),
    text: (cell) => countOr(cell.meanThinkingTokens),
    value: (cell) => cell.meanThinkingTokens,
  },
  {
    title: l10n.t('Control, %'),
    about: l10n.t('Rows that kept to the budget'),
    text: (cell) => percentOr(cell.control),
    value: (cell) => cell.control,
  },
  {
    title: l10n.t('Policy tokens'),
    about: l10n.t('Mean of a question: of the model, prompts and all attempts included, as if run alone'),
    text: (cell) => countOr(cell.meanTokens),
    value: (cell) => cell.meanTokens,
  },
  {
    title: l10n.t('Scorer tokens'),
    about: l10n.t('Mean of a question: of the scorer, as if run alone'),
    text: (cell) => countOr(cell.meanScorerTokens),
    value: (cell) => cell.meanScorerTokens,
  },
  {
    title: 'FLOPs',
    about: l10n.t('Mean of a question: of the model, estimated as 2 × parameters × tokens'),
    text: (cell) => flopsOr(cell.meanFlops),
    value: (cell) => cell.meanFlops,
  },
  {
    title: l10n.t('Time'),
    about: l10n.t('Mean of a question, as measured; what cells share counts for the first of them'),
    text: (cell) => timeOr(cell.meanTimeMs),
    value: (cell) => cell.meanTimeMs,
  },
];

type MethodRow = ShownEvaluation['methods'][number];

const METHOD_COLUMNS: readonly Column<MethodRow>[] = [
  {
    title: l10n.t('Method'),
    about: '',
    text: ({ method }) => displayText(method),
    value: ({ method }) => method,
  },
  {
    title: l10n.t('Control, %'),
    about: l10n.t('Rows that kept to their budget'),
    text: (row) => percentOr(row.control),
    value: (row) => row.control,
  },
  {
    title: l10n.t('Scaling'),
    about: l10n.t('Percentage points gained per 1,000 thinking tokens'),
    text: (row) => percentOr(row.scaling),
    value: (row) => row.scaling,
  },
  {
    title: l10n.t('Performance, %'),
    about: l10n.t('The best share of right answers under any budget'),
    text: (row) => percentOr(row.performance),
    value: (row) => row.performance,
  },
];

interface Order {
  /** Place of the column. */
  readonly column: number;
  readonly descending: boolean;
}

function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], order: Order | null): Row[] {
  const value = order && columns[order.column]?.value;
  if (!value) return [...rows];
  const direction = order.descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [one, other] = [value(a), value(b)];
    // What is not known stands last, whichever way.
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return direction * (typeof one === 'number' ? one - Number(other) : one.localeCompare(String(other)));
  });
}

/** The cells of an evaluation, and what its methods come to. Fires `wp-cell` with a cell's name when its row is chosen. */
@customElement('wp-result-table')
export class ResultTable extends LitElement {
  static override styles = [
    focusStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .scroll {
        overflow: auto;
        max-height: 46vh;
        border-block: 1px solid var(--wp-line);
        outline-offset: -1px;
      }
      .scroll + .scroll {
        margin-top: 10px;
      }
      table {
        border-collapse: collapse;
        font-variant-numeric: tabular-nums;
        min-width: 100%;
      }
      th,
      td {
        padding: 2px 8px;
        text-align: end;
        white-space: nowrap;
      }
      th:first-child,
      td:first-child {
        text-align: start;
        padding-inline-start: 14px;
      }
      thead th {
        position: sticky;
        top: 0;
        background: var(--wp-panel);
        box-shadow: inset 0 -1px 0 var(--wp-line);
        font-weight: 600;
      }
      button {
        font: inherit;
        color: inherit;
        background: none;
        border: none;
        padding: 1px 2px;
        cursor: pointer;
      }
      tbody tr.cell {
        cursor: pointer;
      }
      tbody tr.cell:hover {
        background: var(--vscode-list-hoverBackground, transparent);
      }
      tr[aria-current='true'] {
        background: var(--vscode-list-inactiveSelectionBackground, transparent);
        box-shadow: inset 3px 0 0 var(--wp-accent);
      }
      .name {
        padding: 0;
        color: var(--wp-accent-text);
        text-align: start;
      }
    `,
  ];

  @property({ attribute: false }) cells: readonly ShownCell[] = [];
  @property({ attribute: false }) methods: readonly MethodRow[] = [];
  /** Name of the cell that is chosen. */
  @property({ attribute: false }) selected: string | null = null;
  @state() private cellOrder: Order | null = null;
  @state() private methodOrder: Order | null = null;

  override render() {
    const cells = sorted(this.cells, CELL_COLUMNS, this.cellOrder);
    const methods = sorted(this.methods, METHOD_COLUMNS, this.methodOrder);
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label=${l10n.t('Results by cell')}>
        <table class="cells">
          ${head(CELL_COLUMNS, this.cellOrder, (order) => (this.cellOrder = order))}
          <tbody>
            ${repeat(
              cells,
              ({ name }) => name,
              (cell) =>
                html`<tr
                  class="cell"
                  aria-current=${cell.name === this.selected}
                  data-cell=${cell.name}
                  @click=${() => this.#choose(cell.name)}
                >
                  ${CELL_COLUMNS.map(({ text }, i) =>
                    i === 0
                      ? html`<td>
                          <button
                            class="name"
                            type="button"
                            title=${l10n.t('List the questions of this cell')}
                            aria-label=${l10n.t('Questions of {0}', cellTitle(cell))}
                          >
                            ${text(cell)}
                          </button>
                        </td>`
                      : html`<td>${text(cell)}</td>`,
                  )}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <div class="scroll" tabindex="0" role="region" aria-label=${l10n.t('Results by method')}>
        <table class="methods">
          ${head(METHOD_COLUMNS, this.methodOrder, (order) => (this.methodOrder = order))}
          <tbody>
            ${methods.map(
              (row) =>
                html`<tr>
                  ${METHOD_COLUMNS.map(({ text }) => html`<td>${text(row)}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    `;
  }

  #choose(cell: string): void {
    this.dispatchEvent(new CustomEvent('wp-cell', { detail: cell }));
  }
}

/** A title sorts upwards, then downwards, then not any more. */
function head<Row>(
  columns: readonly Column<Row>[],
  order: Order | null,
  sort: (order: Order | null) => void,
) {
  const next = (column: number): Order | null => {
    if (order?.column !== column) return { column, descending: false };
    return order.descending ? null : { column, descending: true };
  };
  return html`<thead>
    <tr>
      ${columns.map(({ title, about }, column) => {
        const own = order?.column === column ? order : null;
        const direction = own ? (own.descending ? 'descending' : 'ascending') : 'none';
        return html`<th scope="col" aria-sort=${direction}>
          <button type="button" title=${about} @click=${() => sort(next(column))}>
            ${title}${own ? html`<span aria-hidden="true"> ${own.descending ? '▾' : '▴'}</span>` : ''}
          </button>
        </th>`;
      })}
    </tr>
  </thead>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-result-table': ResultTable;
  }
}
