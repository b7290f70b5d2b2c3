/** A row of the results: one question in one cell. Documented in docs/format.md. */
import { z } from 'zod';
import { answerConfidence } from '../grade/answerConfidence';
import { VERDICT_KINDS, type Verdict } from '../grade/verdict';
import { inferenceFlops } from '../metrics/flops';
import { cellName, cellSchema, type Cell, type CellKey } from './cell';
import type { DatasetRow } from './dataset/dataset';
import type { Outcome } from './methods/method';

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

export const resultRowSchema = z.object({
  /** `questionKey` of the question. */
  key: z.string(),
  /** In the source of the dataset. */
  line: count,
  domain: z.string().nullable(),
  ...cellSchema.omit({ mostThinkingTokens: true, suffix: true }).shape,
  /** As extracted; null: none was found. */
  answer: z.string().nullable(),
  expected: z.string(),
  correct: z.boolean(),
  /** What kind of verdict it is, and why, in words. */
  verdict: z.enum(VERDICT_KINDS),
  reason: z.string(),
  /** Of all runs that the answer rests on. */
  thinkingTokens: count,
  /** Model tokens of the answer in `trace`. */
  answerTokens: count,
  /** Of all runs, prompts and delimiters included, each as if run alone. */
  tokens: count,
  /** Of the scorer, for all runs, each as if run alone; null: steps were not scored, or an older Waitpoint wrote it. */
  scorerTokens: count.nullable().default(null),
  /** Estimated, of the model alone: 2 × parameters × tokens; null: the parameters are not known. */
  flops: z.number().nonnegative().nullable(),
  /** Whether the thinking tokens kept to the cell's limit; null: it has none. */
  inControl: z.boolean().nullable(),
  /** Of `trace`, as the next four. */
  waitsDone: count,
  steps: count,
  /** How the thinking ended. */
  finish: z.string().nullable(),
  /** Mean probability of the answer's tokens; null: not known. */
  confidence: share.nullable(),
  /** Score of the last step that has one; null: none. */
  lastScore: share.nullable(),
  /** Where a cell takes several; else empty. */
  attempts: z.array(
    z.object({
      seed: count,
      thinkingTokens: count,
      answer: z.string().nullable(),
      /** Of its last step; null: not scored, or an older Waitpoint wrote it. */
      score: share.nullable().default(null),
    }),
  ),
  note: z.string().nullable(),
  /** From the row before, or the question's beginning; not the same in two evaluations. */
  timeMs: z.number().nonnegative(),
  /** Path of the trace's file from the folder of the evaluation, with `/`. */
  trace: z.string(),
});
export type ResultRow = z.infer<typeof resultRowSchema>;

/** What tells a row: no two of an evaluation have the same. */
export function rowName({ key }: Pick<ResultRow, 'key'>, cell: CellKey): string {
  return `${key}/${cellName(cell)}`;
}

/** Path of the trace of a row. */
export function tracePath(row: Pick<ResultRow, 'key'>, cell: CellKey): string {
  return `traces/${rowName(row, cell)}.trace.json`;
}

export function resultRow(
  { key, line, domain, answer: expected }: DatasetRow,
  cell: Cell,
  outcome: Outcome,
  verdict: Verdict,
  measured: {
    readonly parameterCount: number | null;
    readonly scorerTokens: number | null;
    readonly timeMs: number;
  },
): ResultRow {
  const { trace, thinkingTokens, tokens } = outcome;
  const { probability, lastScore } = answerConfidence(trace);
  const { mostThinkingTokens } = cell;
  return {
    key,
    line,
    domain,
    method: cell.method,
    budget: cell.budget,
    waits: cell.waits,
    variant: cell.variant,
    answer: outcome.answer,
    expected,
    correct: verdict.correct,
    verdict: verdict.kind,
    reason: verdict.reason,
    thinkingTokens,
    answerTokens: trace.usage.answerTokens,
    tokens,
    scorerTokens: measured.scorerTokens,
    flops: inferenceFlops(measured.parameterCount, tokens),
    inControl: mostThinkingTokens === null ? null : thinkingTokens <= mostThinkingTokens,
    waitsDone: trace.interventions.filter(({ kind }) => kind === 'wait').length,
    steps: trace.steps.length,
    finish: trace.finish.thinking,
    confidence: probability,
    lastScore,
    attempts: [...outcome.attempts],
    note: outcome.note,
    timeMs: measured.timeMs,
    trace: tracePath({ key }, cell),
  };
}
