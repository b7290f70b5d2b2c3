/** What the rows of an evaluation add up to. */
import { mean, meanInterval, type Interval } from '../metrics/bootstrap';
import { control, performance, scaling } from '../metrics/testTimeScaling';
import { cellName, type Cell } from './cell';
import type { ResultRow } from './resultRow';

/** One cell over all questions. Shares are 0..1; means and shares are null where there is no row. */
export interface CellResult {
  readonly method: string;
  readonly budget: number | null;
  readonly waits: number | null;
  readonly variant: string | null;
  /** Rows that are finished. */
  readonly n: number;
  readonly correct: number;
  readonly accuracy: number | null;
  /** 95 % bootstrap interval of the accuracy, over questions. */
  readonly interval: Interval | null;
  readonly meanThinkingTokens: number | null;
  /** Prompts, delimiters and all attempts included. */
  readonly meanTokens: number | null;
  /** Of the scorer; null where steps were not scored too. */
  readonly meanScorerTokens: number | null;
  /** Estimated; null where the model's parameters are not known too. */
  readonly meanFlops: number | null;
  /** Null where the method promises none too. */
  readonly control: number | null;
  readonly meanTimeMs: number | null;
}

export interface Metrics {
  /** Share of runs within their limit; null: the method promises none. */
  readonly control: number | null;
  /** Accuracy (0..1) gained per 1,000 thinking tokens; null without two cells that are apart. */
  readonly scaling: number | null;
  /** The best accuracy of any cell. */
  readonly performance: number | null;
}

export interface Summary {
  /** In the order of the cells. */
  readonly results: readonly CellResult[];
  /** Of the method asked for first, and of each. */
  readonly metrics: Metrics & {
    readonly method: string;
    readonly methods: readonly (Metrics & { readonly method: string })[];
  };
}

/** @param seed of the bootstrap */
export function summarize(cells: readonly Cell[], rows: readonly ResultRow[], seed: number): Summary {
  const byCell = new Map<string, ResultRow[]>(cells.map((cell) => [cellName(cell), []]));
  for (const row of rows) byCell.get(cellName(row))?.push(row);
  const results = cells.map((cell) => cellResult(cell, byCell.get(cellName(cell)) ?? [], seed));
  const names = [...new Set(cells.map(({ method }) => method))];
  const methods = names.map((method) => ({
    method,
    ...metricsOf(
      cells.filter((cell) => cell.method === method),
      results.filter((result) => result.method === method),
      rows.filter((row) => row.method === method),
    ),
  }));
  const [first = { method: '', control: null, scaling: null, performance: null }] = methods;
  return { results, metrics: { ...first, methods } };
}

function cellResult(cell: Cell, rows: readonly ResultRow[], seed: number): CellResult {
  const meanOf = (value: (row: ResultRow) => number): number | null =>
    rows.length === 0 ? null : mean(rows.map(value));
  const right = rows.map(({ correct }) => Number(correct));
  const knownMean = (value: (row: ResultRow) => number | null): number | null => {
    const known = rows.flatMap((row) => value(row) ?? []);
    return known.length < rows.length || known.length === 0 ? null : mean(known);
  };
  const limited = limitedRuns([cell], rows);
  return {
    method: cell.method,
    budget: cell.budget,
    waits: cell.waits,
    variant: cell.variant,
    n: rows.length,
    correct: right.reduce((sum, one) => sum + one, 0),
    accuracy: meanOf(({ correct }) => Number(correct)),
    interval: rows.length === 0 ? null : meanInterval(right, seed),
    meanThinkingTokens: meanOf((row) => row.thinkingTokens),
    meanTokens: meanOf((row) => row.tokens),
    meanScorerTokens: knownMean((row) => row.scorerTokens),
    meanFlops: knownMean((row) => row.flops),
    control: control(limited),
    meanTimeMs: meanOf((row) => row.timeMs),
  };
}

function metricsOf(
  cells: readonly Cell[],
  results: readonly CellResult[],
  rows: readonly ResultRow[],
): Metrics {
  const points = results.flatMap(({ meanThinkingTokens, accuracy }) =>
    meanThinkingTokens === null || accuracy === null ? [] : [{ meanThinkingTokens, accuracy }],
  );
  const slope = scaling(points);
  return {
    control: control(limitedRuns(cells, rows)),
    scaling: slope === null ? null : slope * 1000,
    performance: performance(points),
  };
}

/** Rows of these cells that have a limit, with it. */
function limitedRuns(cells: readonly Cell[], rows: readonly ResultRow[]) {
  const limits = new Map(cells.map((cell) => [cellName(cell), cell.mostThinkingTokens]));
  return rows.flatMap((row) => {
    const mostThinkingTokens = limits.get(cellName(row)) ?? null;
    return mostThinkingTokens === null ? [] : [{ thinkingTokens: row.thinkingTokens, mostThinkingTokens }];
  });
}
