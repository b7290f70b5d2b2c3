import type { Trace } from '../../src/core/trace/trace';
import { l10n } from '../components/l10n';
import { formatCount, formatScore } from '../trace/format';
import type { EntropySums } from './minimapData';

/** "step 12 of 80, score 0.91, mean entropy 0.38 nats", as far as it is known. @param sums that follow the trace */
export function stepSentence(trace: Trace, index: number, sums: EntropySums): string {
  const step = trace.steps[index];
  if (!step) return l10n.t('no step yet');
  const nats = sums.mean(step.start, step.end);
  return [
    l10n.t('step {0} of {1}', formatCount(index + 1), formatCount(trace.steps.length)),
    ...(step.score === null ? [] : [l10n.t('score {0}', formatScore(step.score))]),
    ...(nats === null ? [] : [l10n.t('mean entropy {0} nats', nats.toFixed(2))]),
  ].join(', ');
}
