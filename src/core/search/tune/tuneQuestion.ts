/** What is known of a question that was searched in every way. */
import type { ResultRow } from '../../evaluation/resultRow';
import { cellName, type Cell } from '../../evaluation/cell';
import { mean } from '../../metrics/bootstrap';
import { inferenceFlops } from '../../metrics/flops';

/** One way to search, under one budget. */
export interface Way {
  readonly name: string;
  readonly method: string;
  readonly budget: number;
  readonly waits: number;
}

export interface WayResult {
  readonly correct: boolean;
  readonly compute: number;
}

export interface TuneQuestion {
  /** How easy it is, 0..1: the share of right samples, and the mean final score of a few of them. */
  readonly oracle: number;
  readonly predicted: number;
  /** What the few cost. */
  readonly probeCompute: number;
  /** By the name of the way. */
  readonly results: ReadonlyMap<string, WayResult>;
}

export interface Parameters {
  readonly policy: number | null;
  readonly scorer: number | null;
}

export function waysOf(cells: readonly Cell[]): Way[] {
  return cells.map((cell) => ({
    name: cellName(cell),
    method: cell.method,
    budget: cell.budget ?? 0,
    waits: cell.waits ?? 0,
  }));
}

/** Operations of both models, or their tokens where the parameters are not known. */
export function computeOf(
  { tokens, scorerTokens }: Pick<ResultRow, 'tokens' | 'scorerTokens'>,
  { policy, scorer }: Parameters,
): number {
  const scored = scorerTokens ?? 0;
  if (policy === null || scorer === null) return tokens + scored;
  return (inferenceFlops(policy, tokens) ?? 0) + (inferenceFlops(scorer, scored) ?? 0);
}

/**
 * @param rows of all cells; questions that lack some are left out
 * @param probe the way whose samples predict
 * @param passRate share of right samples, by the key of the question
 */
export function tuneQuestions(
  rows: readonly ResultRow[],
  ways: readonly Way[],
  probe: Way,
  passRate: ReadonlyMap<string, number>,
  parameters: Parameters,
): TuneQuestion[] {
  const byKey = new Map<string, ResultRow[]>();
  for (const row of rows) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
  return [...byKey].flatMap(([key, own]) => {
    const results = new Map(
      own.map((row) => [cellName(row), { correct: row.correct, compute: computeOf(row, parameters) }]),
    );
    const sampled = own.find((row) => cellName(row) === probe.name);
    if (!sampled || ways.some(({ name }) => !results.has(name))) return [];
    const scores = sampled.attempts.map(({ score }) => score ?? 0);
    return {
      oracle: passRate.get(key) ?? 0,
      predicted: scores.length === 0 ? 0 : mean(scores),
      probeCompute: computeOf(sampled, parameters),
      results,
    };
  });
}
