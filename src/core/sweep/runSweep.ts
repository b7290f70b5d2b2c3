/** One question under many budgets: what their traces share is decoded once. */
import type { CancelSignal, Engine } from '../engine';
import { errors } from '../errors';
import type { Scorer } from '../score/scorer';
import type { RunRequest, Trace } from '../trace/trace';
import type { TraceEvent } from '../trace/traceEvent';

export interface SweepOptions {
  readonly engine: Engine;
  /** Null: steps are not scored. */
  readonly scorer: Scorer | null;
  readonly question: Trace['question'];
  /** One a column, in any order; `sweepColumns` makes them. */
  readonly columns: readonly RunRequest[];
  /** ISO 8601; of every column. */
  readonly createdAt: string;
  /**
   * Every event, in order, with the columns that it belongs to: folded into each (`applyEvent`), it makes their
   * traces grow together while they are the same. A `start` replaces what a column had.
   */
  readonly emit: (columns: readonly number[], event: TraceEvent) => void;
  /** A column is complete, last score included; nothing of it changes any more. */
  readonly done?: ((column: number, trace: Trace) => void) | undefined;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly signal?: CancelSignal | undefined;
  /** Most tokens the context may hold; default: what the model was trained for. */
  readonly contextSize?: number | undefined;
  /** How long loading took, to be recorded. */
  readonly loadMs?: number | undefined;
}

/** Columns whose thinking is that of one decode, each as far as its budget goes. */
export interface SweepGroup {
  /** Indexes of columns, ascending. */
  readonly columns: readonly number[];
  /**
   * The thinking of a smaller budget is a prefix of that of a larger one. False where the engine does not guarantee
   * it: then every column is a group of its own, run alone.
   */
  readonly aligned: boolean;
}

/** Tokens that were really decoded or evaluated, over all columns; what they share counts once. */
export interface SweepUsage {
  readonly thinkingTokens: number;
  readonly answerTokens: number;
  readonly policyEvaluatedTokens: number;
  readonly scorerEvaluatedTokens: number;
}

export interface Sweep {
  /** The same for every column's trace (`trace.sweep.id`): a hash of question, model and requests. */
  readonly id: string;
  /** As asked for; what was cancelled or failed before its end says so itself, and one not begun is a draft. */
  readonly columns: readonly Trace[];
  readonly groups: readonly SweepGroup[];
  readonly usage: SweepUsage;
  /** Why it broke off, if it did. */
  readonly failure: Trace['failure'];
  /** Milliseconds, loading not counted. */
  readonly totalMs: number;
}

/**
 * Runs the columns of a sweep. Under greedy, and wherever the engine's random numbers go by position, every column is
 * token by token the trace that `runTrace` gives it alone.
 * @throws WaitpointError for bad input, before anything is evaluated
 */
export async function runSweep(_options: SweepOptions): Promise<Sweep> {
  throw errors.engineFailed('not built yet');
}
