import type { Trace } from '../../src/core/trace/trace';
import { formatCount, formatScore } from '../trace/format';
import type { EntropySums } from './minimapData';

/** "step 12 of 80, score 0.91, mean entropy 0.38 nats", as far as it is known. @param sums that follow the trace */
export function stepSentence(trace: Trace, index: number, sums: EntropySums): string {
  const step = trace.steps[index];
  if (!step) return 'no step yet';
  const nats = sums.mean(step.start, step.end);
  return [
    `step ${formatCount(index + 1)} of ${formatCount(trace.steps.length)}`,
    ...(step.score === null ? [] : [`score ${formatScore(step.score)}`]),
    ...(nats === null ? [] : [`mean entropy ${nats.toFixed(2)} nats`]),
  ].join(', ');
}
