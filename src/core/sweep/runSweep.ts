/**
 * One question under many budgets: what their traces share is decoded once. The thinking runs under the narrowest
 * budget that is left, up to the first place where some column ends; there the answer is decoded, taken back, and the
 * thinking goes on under the next. Each stretch is a run of `runTrace` over a kept prefix, as forks are.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { continuationIds } from '../decode/budgetForcing';
import { contextFor } from '../decode/contextFor';
import { resolvePreset } from '../decode/preset';
import { buildPrompt } from '../decode/prompt';
import type { CancelSignal, Engine } from '../engine';
import { KeptPrefixEngine } from '../keptPrefix';
import { KeptScorer } from '../score/keptScorer';
import type { Scorer } from '../score/scorer';
import { modelKey } from '../trace/identity';
import { draftTrace, type RunRequest, type Trace } from '../trace/trace';
import type { TraceEvent } from '../trace/traceEvent';
import { validateColumns } from './columns';
import { planSweep } from './plan';
import { SweepColumn } from './sweepColumn';
import { SweepDecode } from './sweepDecode';

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
 * token by token the trace that `runTrace` gives it alone. Its clock stands still while others are answered; what was
 * evaluated counts for the column that ended first after it.
 * @throws WaitpointError for bad input, before anything is evaluated
 */
export async function runSweep(options: SweepOptions): Promise<Sweep> {
  const { engine, question, columns: requests, createdAt, now } = options;
  validateColumns(question.text, requests);
  const startedAt = now();
  const { families, groups } = planSweep(requests, engine.info);
  const size = await contextForAll(options);
  const id = sweepId(question.text, engine, requests);
  const columns = await Promise.all(
    requests.map(async (request, column) => {
      const ids = await continuationIds(engine, request.continuation);
      const draft = { ...draftTrace(question.text, request, createdAt), question };
      return new SweepColumn(
        draft,
        { id, column, columns: requests.length },
        ids.map(({ length }) => length),
      );
    }),
  );
  const kept = new KeptPrefixEngine(engine);
  const most = Math.max(...requests.map(({ budget }) => budget.maxThinkingTokens));
  const scorer = options.scorer && new KeptScorer(options.scorer, most);
  const decode = new SweepDecode(withRoom(kept, size), scorer, options);
  try {
    for (const family of families) {
      const members = columns.filter(({ index }) => family.includes(index));
      if (members[0] && !decode.isOver) await decode.run(members, members[0].trace);
    }
  } finally {
    await scorer?.release().catch(() => undefined);
    await kept.release().catch(() => undefined);
  }
  return {
    id,
    columns: columns.map(({ trace }) => trace),
    groups,
    usage: decode.usage,
    failure: decode.failure,
    totalMs: Math.round(now() - startedAt),
  };
}

/** Tokens the largest of the columns needs. @throws WaitpointError `contextTooSmall`, or for a preset that does not fit */
async function contextForAll({ engine, question, columns, contextSize }: SweepOptions): Promise<number> {
  const sizes = await Promise.all(
    columns.map(async (request) => {
      const preset = await resolvePreset(engine, request);
      const prompt = await buildPrompt(engine, question.text, preset.startText);
      return contextFor(engine, request, prompt, preset, contextSize);
    }),
  );
  return Math.max(...sizes);
}

/** An engine whose sequences hold the largest column too: a larger one later would begin from nothing. */
function withRoom(engine: Engine, size: number): Engine {
  return {
    info: engine.info,
    tokenize: (text, options) => engine.tokenize(text, options),
    detokenize: (ids) => engine.detokenize(ids),
    openSequence: (contextSize) => engine.openSequence(Math.max(contextSize, size)),
    openGroup: (contextSize, slots) => engine.openGroup(contextSize, slots),
    dispose: () => engine.dispose(),
  };
}

function sweepId(question: string, { info }: Engine, columns: readonly RunRequest[]): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([question, modelKey(info.identity), columns]))));
}
