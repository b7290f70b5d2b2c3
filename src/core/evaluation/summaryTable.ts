/** A summary as text: for a terminal, for Markdown, for a spreadsheet. */
import type { CellResult, Metrics, Summary } from './summary';

const DASH = '–';

const percent = (share: number | null): string => (share === null ? DASH : (100 * share).toFixed(1));
const whole = (value: number | null): string => (value === null ? DASH : value.toFixed(0));

type Column<T> = readonly [title: string, cell: (value: T) => string];

const RESULT_COLUMNS: readonly Column<CellResult>[] = [
  ['method', ({ method, variant }) => (variant === null ? method : `${method} (${variant})`)],
  ['budget', ({ budget }) => whole(budget)],
  ['waits', ({ waits }) => whole(waits)],
  ['n', ({ n }) => String(n)],
  [
    'right, %',
    ({ accuracy, interval }) =>
      interval === null ? DASH : `${percent(accuracy)} (${percent(interval.low)}–${percent(interval.high)})`,
  ],
  ['thinking tokens', ({ meanThinkingTokens }) => whole(meanThinkingTokens)],
  ['control, %', (result) => percent(result.control)],
  ['all tokens', ({ meanTokens }) => whole(meanTokens)],
  ['scorer tokens', ({ meanScorerTokens }) => whole(meanScorerTokens)],
  ['FLOPs', ({ meanFlops }) => (meanFlops === null ? DASH : meanFlops.toExponential(1))],
  ['ms', ({ meanTimeMs }) => whole(meanTimeMs)],
];

const METRIC_COLUMNS: readonly Column<Metrics & { readonly method: string }>[] = [
  ['method', ({ method }) => method],
  ['Control, %', (metrics) => percent(metrics.control)],
  // Of accuracy, as the others are in percent: percentage points.
  ['Scaling, points per 1,000 thinking tokens', (metrics) => percent(metrics.scaling)],
  ['Performance, %', (metrics) => percent(metrics.performance)],
];

/** Cells as text: a line a cell, or a method, under the titles. */
function gridOf<T>(columns: readonly Column<T>[], values: readonly T[]): string[][] {
  return [columns.map(([title]) => title), ...values.map((value) => columns.map(([, cell]) => cell(value)))];
}

/** Both tables, with columns aligned by spaces. */
export function plainTables({ results, metrics }: Summary): string {
  return `${aligned(gridOf(RESULT_COLUMNS, results))}\n\n${aligned(gridOf(METRIC_COLUMNS, metrics.methods))}\n`;
}

function aligned(grid: readonly (readonly string[])[]): string {
  const widths = (grid[0] ?? []).map((_, i) => Math.max(...grid.map((line) => line[i]?.length ?? 0)));
  return grid
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Both tables in Markdown. */
export function markdownTables({ results, metrics }: Summary): string {
  return [gridOf(RESULT_COLUMNS, results), gridOf(METRIC_COLUMNS, metrics.methods)].map(markdown).join('\n');
}

function markdown(grid: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/[\\|]/g, '\\$&').replaceAll('\n', ' ')).join(' | ')} |`;
  const [head = [], ...body] = grid;
  return `${[line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')}\n`;
}

const CSV_COLUMNS: readonly (readonly [string, (result: CellResult) => string | number | null])[] = [
  ['method', ({ method }) => method],
  ['variant', ({ variant }) => variant],
  ['budget', ({ budget }) => budget],
  ['waits', ({ waits }) => waits],
  ['n', ({ n }) => n],
  ['correct', ({ correct }) => correct],
  ['accuracy', ({ accuracy }) => accuracy],
  ['accuracy_low', ({ interval }) => interval?.low ?? null],
  ['accuracy_high', ({ interval }) => interval?.high ?? null],
  ['mean_thinking_tokens', ({ meanThinkingTokens }) => meanThinkingTokens],
  ['mean_tokens', ({ meanTokens }) => meanTokens],
  ['mean_scorer_tokens', ({ meanScorerTokens }) => meanScorerTokens],
  ['mean_flops', ({ meanFlops }) => meanFlops],
  ['control', (result) => result.control],
  ['mean_time_ms', ({ meanTimeMs }) => meanTimeMs],
];

/** The results as RFC 4180 has it, with unrounded numbers; what is not known is empty. */
export function csv({ results }: Summary): string {
  const field = (value: string | number | null): string => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = results.map((result) => CSV_COLUMNS.map(([, value]) => field(value(result))).join(','));
  return [CSV_COLUMNS.map(([name]) => name).join(','), ...lines, ''].join('\r\n');
}
