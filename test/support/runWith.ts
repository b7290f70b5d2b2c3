import type { Engine } from '../../src/core/engine';
import { runTrace } from '../../src/core/runTrace';
import type { Scorer } from '../../src/core/score/scorer';
import { draftTrace, type RunRequest, type Trace } from '../../src/core/trace/trace';
import type { TraceEvent } from '../../src/core/trace/traceEvent';
import { CARD_QUESTION } from './engine';

const now = (): number => performance.now();

interface RunOptions {
  readonly engine: Engine;
  readonly scorer?: Scorer;
  readonly emit?: (event: TraceEvent) => void;
  readonly signal?: AbortSignal;
  readonly trace?: Trace;
}

/** Runs the question of the model card. */
export function runWith(of: RunRequest, { engine, scorer, emit, signal, trace }: RunOptions): Promise<Trace> {
  return runTrace({
    engine,
    scorer: scorer ?? null,
    trace: trace ?? draftTrace(CARD_QUESTION, of, '2026-01-01T00:00:00.000Z'),
    emit: emit ?? ((): void => {}),
    now,
    signal,
  });
}
