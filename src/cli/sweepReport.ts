/** What `waitpoint sweep` prints of its columns. */
import { answerConfidence } from '../core/grade/answerConfidence';
import type { Sweep } from '../core/sweep/runSweep';
import { visibleText } from '../core/text';
import type { Compute, Trace } from '../core/trace/trace';

/**
 * The document of `--json`, columns in the order asked for.
 * @param files path of each column's trace; null: not saved
 */
export function sweepReport(
  question: string,
  sweep: Sweep,
  files: readonly (string | null)[] | null,
  compute: Compute | undefined,
): object {
  const { id, usage, groups, failure, totalMs } = sweep;
  const columns = sweep.columns.map((trace, column) => ({
    ...columnReport(trace),
    ...(files && { file: files[column] ?? null }),
  }));
  return { question, id, usage, ...(compute && { compute }), totalMs, groups, failure, columns };
}

function columnReport(trace: Trace): object {
  const { request, answer, usage, timings, finish } = trace;
  const { budget, continuation, sampler } = request;
  const { probability, lastScore } = answerConfidence(trace);
  return {
    budget: budget.maxThinkingTokens,
    waits: budget.waits,
    continuation,
    temperature: sampler.temperature,
    seed: sampler.seed,
    answer: answer?.extracted ?? null,
    answerText: answer?.text ?? null,
    confidence: probability,
    lastScore,
    finish,
    usage,
    totalMs: timings.totalMs,
  };
}

type Cell = (trace: Trace) => string;

const share = (value: number | null): string => (value === null ? '–' : value.toFixed(2));

/** Always shown, in front and at the end. */
const ASKED: Record<string, Cell> = {
  max: ({ request }) => String(request.budget.maxThinkingTokens),
  waits: ({ request }) => String(request.budget.waits),
};
const GIVEN: Record<string, Cell> = {
  thinking: ({ usage }) => String(usage.thinkingTokens),
  ended: ({ finish }) => ENDED[finish.thinking ?? 'none'] ?? '',
  p: (trace) => share(answerConfidence(trace).probability),
  score: (trace) => share(answerConfidence(trace).lastScore),
  answer: ({ answer }) => answer?.extracted ?? '(no answer)',
};
/** Shown where columns differ in them. */
const VARIED: Record<string, Cell> = {
  string: ({ request }) => request.continuation.join(' / ') || 'none',
  temperature: ({ request }) => String(request.sampler.temperature),
  seed: ({ request }) => String(request.sampler.seed),
};

const ENDED: Partial<Record<string, string>> = {
  end: 'by itself',
  stop: 'by itself',
  budget: 'cut',
  abort: 'broken off',
  none: 'not begun',
};

/** A line a column, and what the sweep cost. */
export function sweepTable({ columns, usage }: Sweep): string {
  const varied = Object.entries(VARIED).filter(([, cell]) => new Set(columns.map(cell)).size > 1);
  const cells = [...Object.entries(ASKED), ...varied, ...Object.entries(GIVEN)];
  const rows = [cells.map(([name]) => name), ...columns.map((trace) => cells.map(([, cell]) => cell(trace)))];
  const shown = rows.map((row) => row.map((text) => visibleText(text).replaceAll('\n', ' ')));
  const widths = cells.map((_, i) => Math.max(...shown.map((row) => row[i]?.length ?? 0)));
  const lines = shown.map((row) =>
    row.map((text, i) => (i === row.length - 1 ? text : text.padStart(widths[i] ?? 0))).join('  '),
  );
  const alone = columns.reduce(
    (sum, { prompt, tokens }) => sum + (prompt?.ids.length ?? 0) + tokens.id.length,
    0,
  );
  const cost = `${usage.policyEvaluatedTokens} tokens evaluated; every column alone would take ${alone}`;
  return [...lines, cost, ''].join('\n');
}
