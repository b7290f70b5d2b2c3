import { runTrace, type RunOptions } from '../../src/core/runTrace';
import {
  DEFAULT_REQUEST,
  draftTrace,
  type Budget,
  type RunRequest,
  type Trace,
} from '../../src/core/trace/trace';
import type { TraceEvent } from '../../src/core/trace/traceEvent';
import { scriptedEngine, type ScriptedModel } from '../../src/engines/scripted/scriptedEngine';

export const CREATED_AT = '2026-01-01T00:00:00.000Z';

export interface ToyRun {
  readonly trace: Trace;
  readonly events: TraceEvent[];
  readonly batches: readonly (readonly number[])[];
}

export function toyRequest(
  budget: Partial<Budget>,
  more: Partial<Omit<RunRequest, 'budget'>> = {},
): RunRequest {
  return {
    ...DEFAULT_REQUEST,
    segmentation: { by: 'line' },
    ...more,
    budget: { minThinkingTokens: 0, maxThinkingTokens: 40, waits: 0, maxAnswerTokens: 8, ...budget },
  };
}

/** Runs a toy model on the question "a". */
export async function runToy(
  model: ScriptedModel,
  request: RunRequest,
  more: Partial<RunOptions> = {},
): Promise<ToyRun> {
  const engine = scriptedEngine(model);
  const events: TraceEvent[] = [];
  const trace = await runTrace({
    engine,
    scorer: null,
    trace: draftTrace('a', request, CREATED_AT),
    emit: (event) => events.push(structuredClone(event)),
    now: () => 0,
    ...more,
  });
  return { trace, events, batches: engine.batches };
}
