/** The columns of a sweep: what one question is asked under. */
import { validateRequest } from '../decode/validate';
import { errors, quote } from '../errors';
import { MOST_COLUMNS } from '../limits';
import type { RunRequest } from '../trace/trace';

/** What a sweep varies; what is left out stays as in the request that it begins from. */
export interface SweepAxes {
  /** Maxima of thinking tokens. */
  readonly maxima?: readonly number[] | undefined;
  readonly waits?: readonly number[] | undefined;
  /** Lists of continuation strings, each used in turn; an empty one refuses ends only. */
  readonly continuations?: readonly (readonly string[])[] | undefined;
  readonly temperatures?: readonly number[] | undefined;
  readonly seeds?: readonly number[] | undefined;
}

/**
 * Every combination of the axes: all waits of the first maximum, then those of the next, and so on; seeds vary
 * fastest. Values keep the order in which they are given.
 * @throws WaitpointError `badInput` for more than `MOST_COLUMNS`
 */
export function sweepColumns(base: RunRequest, axes: SweepAxes): RunRequest[] {
  const { budget, sampler } = base;
  const {
    maxima = [budget.maxThinkingTokens],
    waits = [budget.waits],
    continuations = [base.continuation],
    temperatures = [sampler.temperature],
    seeds = [sampler.seed],
  } = axes;
  const count = [maxima, waits, continuations, temperatures, seeds].reduce((n, axis) => n * axis.length, 1);
  if (count > MOST_COLUMNS) throw tooMany(count);
  return maxima.flatMap((maxThinkingTokens) =>
    waits.flatMap((ends) =>
      continuations.flatMap((continuation) =>
        temperatures.flatMap((temperature) =>
          seeds.map((seed) => ({
            ...base,
            budget: { ...budget, maxThinkingTokens, waits: ends },
            continuation: [...continuation],
            sampler: { ...sampler, temperature, seed },
          })),
        ),
      ),
    ),
  );
}

/**
 * Checks a question and its columns before anything is loaded.
 * @throws WaitpointError what `validateRequest` throws; `badInput` for no column, the same one twice, or too many
 */
export function validateColumns(question: string, columns: readonly RunRequest[]): void {
  if (columns.length === 0) throw errors.badInput('A sweep needs at least one budget.');
  if (columns.length > MOST_COLUMNS) throw tooMany(columns.length);
  const seen = new Set<string>();
  for (const request of columns) {
    validateRequest(question, request);
    const key = JSON.stringify(request);
    if (seen.has(key)) throw errors.badInput(`The sweep has a column twice: ${describeColumn(request)}.`);
    seen.add(key);
  }
}

/** What tells a column from others, in words. */
export function describeColumn({ budget, continuation, sampler }: RunRequest): string {
  const strings = continuation.length === 0 ? 'none' : continuation.map((one) => quote(one)).join(', ');
  return (
    `maximum ${budget.maxThinkingTokens}, waits ${budget.waits}, continuation ${strings}, ` +
    `temperature ${sampler.temperature}, seed ${sampler.seed}`
  );
}

const tooMany = (count: number): Error =>
  errors.badInput(`A sweep has at most ${MOST_COLUMNS} columns, and this one would have ${count}.`);
