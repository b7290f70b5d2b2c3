/** How several requests on one question become traces. Whoever can share their decoding takes this place. */
import type { CancelSignal, Engine } from '../engine';
import { runTrace } from '../runTrace';
import type { Scorer } from '../score/scorer';
import { runSweep } from '../sweep/runSweep';
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

/** What the requests have in common is decoded once, as a sweep. */
export const decodeShared: DecodeRequests = async (context, asked, requests, done) => {
  const told = new Set<number>();
  let handed = Promise.resolve();
  const { columns, failure } = await runSweep({
    ...context,
    question: { text: asked, expected: null },
    columns: requests,
    emit: () => {},
    done: (index, trace) => {
      told.add(index);
      // A trace of an evaluation stands alone: which others it was decoded with depends on what was missing.
      handed = handed.then(() => done(index, { ...trace, sweep: null }));
      // Told below; until then it is no unhandled rejection.
      handed.catch(() => undefined);
    },
  });
  await handed;
  const index = columns.findIndex((_, i) => !told.has(i));
  const trace = columns[index];
  if (trace) await done(index, { ...trace, sweep: null, failure: trace.failure ?? failure });
};

/** Runs a draft, or goes on with a trace. */
export function runOn({ createdAt: _, ...context }: DecodeContext, trace: Trace): Promise<Trace> {
  return runTrace({ ...context, trace, emit: () => {} });
}

/** Stopped, or the engine failed: not what was asked for. */
export function brokeOff({ failure, finish }: Trace): boolean {
  return failure !== null || finish.answer === null || finish.answer === 'abort';
}
