/** What the sweep view shows of the traces of a sweep. */
import { answerConfidence } from '../core/grade/answerConfidence';
import { alignColumns, type AlignedRow } from '../core/sweep/alignment';
import { quote } from '../core/errors';
import type { BranchSegment } from '../core/trace/branchSegments';
import { textOf, type RunRequest, type Trace } from '../core/trace/trace';
import type { SweepCell, SweepColumn, SweepRow, SweepState } from '../protocol/sweepView';
import { sideOf, type ComparedTrace } from './compareState';

/** @param found the columns that are there, in any order */
export function sweepState(found: readonly ComparedTrace[]): SweepState {
  const compared = [...found].sort((a, b) => columnOf(a.trace) - columnOf(b.trace));
  const traces = compared.map(({ trace }) => trace);
  const labels = columnLabels(traces.map(({ request }) => request));
  const { shared, rows } = alignColumns(traces);
  const there = new Set(traces.map(columnOf));
  const all = traces[0]?.sweep?.columns ?? 0;
  const longest = traces.reduce<Trace | null>(
    (a, b) => (a && a.tokens.id.length >= b.tokens.id.length ? a : b),
    null,
  );
  return {
    question: traces[0]?.question.text ?? '',
    expected: traces.find(({ question }) => question.expected !== null)?.question.expected ?? null,
    columns: compared.map((one, index) => columnState(one, labels[index] ?? '')),
    shared: longest ? shared.map((segment) => cellOf(longest, segment)) : [],
    rows: rows.map((row) => rowState(row, traces)),
    missing: Array.from({ length: all }, (_, column) => column).filter((column) => !there.has(column)),
  };
}

function columnState(compared: ComparedTrace, label: string): SweepColumn {
  const { trace } = compared;
  const { start, end } = trace.thinking;
  return {
    ...sideOf(compared),
    column: columnOf(trace),
    label,
    answerTokens: trace.usage.answerTokens,
    totalMs: trace.timings.totalMs,
    confidence: answerConfidence(trace).probability,
    scores: trace.steps.flatMap((step) =>
      step.score === null ? [] : [{ tokens: Math.min(step.end, end) - start, score: step.score }],
    ),
  };
}

function rowState(row: AlignedRow, traces: readonly Trace[]): SweepRow {
  const variants: SweepCell[] = [];
  const places = new Map<string, number>();
  const columns = row.map((segment, column) => {
    const trace = traces[column];
    if (!segment || !trace) return null;
    const cell = cellOf(trace, segment);
    const key = JSON.stringify(cell);
    const place = places.get(key) ?? variants.push(cell) - 1;
    places.set(key, place);
    return place;
  });
  return { variants, columns };
}

const cellOf = (trace: Trace, segment: BranchSegment): SweepCell => ({
  ...segment,
  text: textOf(trace, segment.start, segment.end),
});

const columnOf = ({ sweep }: Trace): number => sweep?.column ?? 0;

type Part = (request: RunRequest) => string;

const waitWords = (waits: number): string => (waits === 1 ? '1 wait' : `${waits} waits`);

const VARIED: readonly Part[] = [
  ({ continuation }) => continuation.map((one) => quote(one)).join(' / ') || 'nothing added',
  ({ sampler }) => `temperature ${sampler.temperature}`,
  ({ sampler }) => `seed ${sampler.seed}`,
];

/** "max 64 · 2 waits"; with strings, temperature and seed where columns differ in them. */
export function columnLabels(requests: readonly RunRequest[]): string[] {
  const parts: Part[] = [
    ({ budget }) => `max ${budget.maxThinkingTokens}`,
    ({ budget }) => waitWords(budget.waits),
    ...VARIED.filter((part) => new Set(requests.map(part)).size > 1),
  ];
  return requests.map((request) => parts.map((part) => part(request)).join(' · '));
}
