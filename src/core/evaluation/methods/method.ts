/** What a method of an evaluation is: the cells it fills, and how a question is run in each. */
import type { GradeAnswer } from '../../grade/traceGrade';
import type { RunRequest, Trace } from '../../trace/trace';
import type { Cell } from '../cell';
import type { DatasetRow } from '../dataset/dataset';
import type { SearchRecord } from '../../search/searchRecord';
import type { SearchSettings } from '../../search/settings';
import type { AutoOptions } from '../../search/strategies/auto';
import type { EvaluationSettings } from '../settings';

/** One run of a question among several of the same cell. */
export interface Attempt {
  readonly seed: number;
  readonly thinkingTokens: number;
  /** Null: none was found. */
  readonly answer: string | null;
  /** Of its last step; null: it was not scored. */
  readonly score: number | null;
}

/** What a cell makes of a question. */
export interface Outcome {
  /** The trace that shows it best: that of the answer. */
  readonly trace: Trace;
  /** All of them, what was spent on an estimate included. */
  readonly runs: readonly Trace[];
  readonly answer: string | null;
  /** Of all runs that the answer rests on; what was spent on an estimate is not among them. */
  readonly thinkingTokens: number;
  /** Tokens of all runs, prompts, delimiters and estimates included, each as if run alone. */
  readonly tokens: number;
  /** Of the scorer, where it is not what scoring `runs` costs. */
  readonly scorerTokens?: number;
  /** Every attempt, where there may be several; else empty. */
  readonly attempts: readonly Attempt[];
  /** What the reader should know: `no attempt fits`, `hard: 50 waits`; null for nothing. */
  readonly note: string | null;
}

/** What a procedure works with. All of them throw when the evaluation is stopped or the engine fails. */
export interface MethodTools {
  /** Runs a question; the same request on the same question is run once. */
  run(asked: string, request: RunRequest): Promise<Trace>;
  /** Goes on from the end of the thinking of `trace`, under a request that refuses it. */
  goOn(trace: Trace, request: RunRequest): Promise<Trace>;
  /**
   * Searches for the answer.
   * @param auto chooses the strategy
   */
  search(
    asked: string,
    settings: SearchSettings,
    request: RunRequest,
    auto?: AutoOptions,
  ): Promise<SearchRecord>;
  readonly grade: GradeAnswer;
  /** A seed of its own for every attempt on every question, from the seed of the evaluation. */
  seedOf(attempt: number): number;
}

/** A single run, which may share its decoding with those of other cells. */
export interface DirectRun {
  readonly kind: 'run';
  readonly request: RunRequest;
}

/** Several runs, each decided by those before it. */
export interface Procedure {
  readonly kind: 'procedure';
  /** The largest request that it makes: what the context must hold. */
  readonly largest: RunRequest;
  /** Tokens of thinking and answers that a question costs at most, prompts not counted. */
  readonly mostTokens: number;
  /** It cannot be run without a scorer. */
  readonly needsScorer?: boolean;
  readonly run: (asked: string, row: DatasetRow, tools: MethodTools) => Promise<Outcome>;
}

export interface PlannedCell {
  readonly cell: Cell;
  readonly how: DirectRun | Procedure;
}

/** What the context must hold for a cell. */
export function largestRequest({ how }: PlannedCell): RunRequest {
  return how.kind === 'run' ? how.request : how.largest;
}

export interface Method {
  readonly name: string;
  /** @throws WaitpointError `badInput` for settings that leave it no cell */
  readonly plan: (settings: EvaluationSettings) => readonly PlannedCell[];
}

/** The shared request under a budget of its own; what is left out is not forced, save the shared maximum. */
export function withBudget(
  request: RunRequest,
  {
    min = 0,
    max = request.budget.maxThinkingTokens,
    waits = 0,
  }: { min?: number; max?: number; waits?: number },
): RunRequest {
  const budget = { ...request.budget, minThinkingTokens: min, maxThinkingTokens: max, waits };
  return { ...request, budget };
}

/** Tokens of a trace as if it had been run alone. */
export function tokensOf({ prompt, tokens }: Trace): number {
  return (prompt?.ids.length ?? 0) + tokens.id.length;
}

/** Tokens of thinking and answer that a run decodes at most. */
export function mostTokensOf({ budget }: RunRequest): number {
  return budget.maxThinkingTokens + budget.maxAnswerTokens;
}

/** The outcome of a single run. */
export function outcomeOf(trace: Trace): Outcome {
  return {
    trace,
    runs: [trace],
    answer: trace.answer?.extracted ?? null,
    thinkingTokens: trace.usage.thinkingTokens,
    tokens: tokensOf(trace),
    attempts: [],
    note: null,
  };
}

export function attemptOf({ request, usage, answer, steps }: Trace): Attempt {
  return {
    seed: request.sampler.seed,
    thinkingTokens: usage.thinkingTokens,
    answer: answer?.extracted ?? null,
    score: steps.findLast(({ score }) => score !== null)?.score ?? null,
  };
}
