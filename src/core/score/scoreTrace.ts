import type { CancelSignal } from '../engine';
import { textOf, type Trace } from '../trace/trace';
import type { TraceEvent } from '../trace/traceEvent';
import type { Scorer } from './scorer';

/**
 * Scores the steps of a trace that is there already: of one that was not scored, by another scorer, or of foreign make.
 * @param emit events that the trace is to be changed by; the scores of an earlier scorer go first
 * @returns tokens the scorer evaluated
 * @throws what the scorer throws; scores received stay
 */
export async function scoreTrace(
  scorer: Scorer,
  trace: Trace,
  emit: (event: TraceEvent) => void,
  signal?: CancelSignal,
): Promise<number> {
  emit({ type: 'scorer', scorer: scorer.identity });
  const session = await scorer.open(trace.question.text, trace.thinking.end - trace.thinking.start);
  let evaluated = 0;
  try {
    for (const [index, { start, end }] of trace.steps.entries()) {
      if (signal?.aborted) break;
      const { score, evaluatedTokens } = await session.score(textOf(trace, start, end));
      evaluated += evaluatedTokens;
      emit({ type: 'score', index, score });
    }
  } finally {
    await session.dispose().catch(() => undefined);
  }
  emit({ type: 'usage', usage: { scorerEvaluatedTokens: evaluated } });
  return evaluated;
}
