/** What a sweep costs at most, before it runs. */
import type { RunRequest } from '../trace/trace';
import type { SweepAxes } from './columns';

export interface SweepCost {
  readonly columns: number;
  /** Tokens of thinking and answers at most, what columns share counted once; prompts are not counted. */
  readonly tokens: number;
  /** The same, were every column run alone. */
  readonly alone: number;
}

/**
 * Columns that differ in maximum and waits share one thinking; other strings may part at the first wait, other seeds and
 * temperatures at once. (For engines whose random numbers go by position; others share nothing that is sampled.)
 */
export function sweepCost({ budget, continuation, sampler }: RunRequest, axes: SweepAxes): SweepCost {
  const {
    maxima = [budget.maxThinkingTokens],
    waits = [budget.waits],
    continuations = [continuation],
    temperatures = [sampler.temperature],
    seeds = [sampler.seed],
  } = axes;
  const others = waits.length * continuations.length * temperatures.length * seeds.length;
  const columns = maxima.length * others;
  // Seeds do nothing under greedy.
  const samples = temperatures.reduce((sum, one) => sum + (one === 0 ? 1 : seeds.length), 0);
  const strings = waits.some((count) => count > 0) ? continuations.length : 1;
  const answers = columns * budget.maxAnswerTokens;
  return {
    columns,
    tokens: samples * strings * Math.max(0, ...maxima) + answers,
    alone: maxima.reduce((sum, maximum) => sum + maximum, 0) * others + answers,
  };
}
