/** How several requests on one question become traces. Whoever can share their decoding takes this place. */
import type { CancelSignal, Engine } from '../engine';
import { runTrace } from '../runTrace';
import type { Scorer } from '../score/scorer';
import { draftTrace, type RunRequest, type Trace } from '../trace/trace';

export interface DecodeContext {
  readonly engine: Engine;
  /** Null: steps are not scored. */
  readonly scorer: Scorer | null;
  /** ISO 8601, for the traces. */
  readonly createdAt: string;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly signal?: CancelSignal | undefined;
  /** Most tokens the context may hold; default: what the model was trained for. */
  readonly contextSize?: number | undefined;
}

/**
 * Runs `asked` under every request. Each trace equals that of a run of its own.
 * @param done called once a request, in any order, and awaited; also for a run that broke off, which is the last
 */
export type DecodeRequests = (
  context: DecodeContext,
  asked: string,
  requests: readonly RunRequest[],
  done: (index: number, trace: Trace) => Promise<void>,
) => Promise<void>;

/** Each alone, one after the other. */
export const decodeAlone: DecodeRequests = async (context, asked, requests, done) => {
  for (const [index, request] of requests.entries()) {
    const trace = await runOn(context, draftTrace(asked, request, context.createdAt));
    await done(index, trace);
    if (brokeOff(trace)) return;
  }
};

/** Runs a draft, or goes on with a trace. */
export function runOn({ createdAt: _, ...context }: DecodeContext, trace: Trace): Promise<Trace> {
  return runTrace({ ...context, trace, emit: () => {} });
}

/** Stopped, or the engine failed: not what was asked for. */
export function brokeOff({ failure, finish }: Trace): boolean {
  return failure !== null || finish.answer === null || finish.answer === 'abort';
}
