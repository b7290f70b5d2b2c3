/** What the sweep view shows of the traces of a sweep. */
import { answerConfidence } from '../core/grade/answerConfidence';
import { l10n } from '../core/l10n';
import { alignColumns, type AlignedRow } from '../core/sweep/alignment';
import { budgetCurves } from '../core/sweep/budgetCurves';
import { quote } from '../core/errors';
import type { BranchSegment } from '../core/trace/branchSegments';
import { textOf, type RunRequest, type Trace } from '../core/trace/trace';
import type { SweepCell, SweepColumn, SweepRow, SweepSetup, SweepState } from '../protocol/sweepView';
import { sideOf, type ComparedTrace } from './compareState';

/** @param found the columns that are there, in any order */
export function sweepState(
  found: readonly ComparedTrace[],
  {
    setup = null,
    progress = null,
    failure = null,
  }: Partial<Pick<SweepState, 'setup' | 'progress' | 'failure'>> = {},
): SweepState {
  // One that never ran does not know that it is a column.
  const compared = found
    .map((one, index) => ({ ...one, column: one.trace.sweep?.column ?? index }))
    .sort((a, b) => a.column - b.column);
  const traces = compared.map(({ trace }) => trace);
  const labels = columnLabels(traces.map(({ request }) => request));
  const { shared, rows } = alignColumns(traces);
  const there = new Set(compared.map(({ column }) => column));
  const all = Math.max(0, ...traces.map(({ sweep }) => sweep?.columns ?? 0));
  const longest = traces.reduce<Trace | null>(
    (a, b) => (a && a.tokens.id.length >= b.tokens.id.length ? a : b),
    null,
  );
  return {
    setup,
    progress,
    failure,
    question: traces[0]?.question.text ?? setup?.question ?? '',
    expected: traces.find(({ question }) => question.expected !== null)?.question.expected ?? null,
    columns: compared.map((one, index) => columnState(one, labels[index] ?? '')),
    curves: budgetCurves(traces),
    // Before anything is said, no trace knows it.
    scored: traces.some(({ scorer }) => scorer !== null) || (progress !== null && setup?.scorer != null),
    shared: longest ? shared.map((segment) => cellOf(longest, segment)) : [],
    rows: rows.map((row) => rowState(row, traces)),
    missing: Array.from({ length: all }, (_, column) => column).filter((column) => !there.has(column)),
  };
}

/** A quarter of the maximum, half of it, all of it; the waits as they are. */
export function proposedTexts({ budget }: RunRequest): SweepSetup['texts'] {
  const { maxThinkingTokens: most, waits } = budget;
  const maxima = [...new Set([Math.ceil(most / 4), Math.ceil(most / 2), most])];
  return { maxima: maxima.join(', '), waits: String(waits), strings: '', temperatures: '', seeds: '' };
}

/** Milliseconds that a token took; null: it has not run to its end. */
export function msPerToken({ timings, tokens, imported }: Trace): number | null {
  if (imported !== null || timings.totalMs === null || tokens.id.length === 0) return null;
  return timings.totalMs / tokens.id.length;
}

function columnState(compared: ComparedTrace & { readonly column: number }, label: string): SweepColumn {
  const { trace } = compared;
  const { start, end } = trace.thinking;
  return {
    ...sideOf(compared),
    column: compared.column,
    label,
    answerTokens: trace.usage.answerTokens,
    evaluatedTokens: trace.usage.policyEvaluatedTokens,
    totalMs: trace.timings.totalMs,
    confidence: answerConfidence(trace).probability,
    scores: trace.steps.flatMap((step) =>
      step.score === null ? [] : [{ tokens: Math.min(step.end, end) - start, score: step.score }],
    ),
    waitsAt: trace.interventions.flatMap(({ kind, at }) => (kind === 'wait' ? [at - start] : [])),
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

type Part = (request: RunRequest) => string;

const waitWords = (waits: number): string =>
  waits === 1 ? l10n.t('{0} wait', 1) : l10n.t('{0} waits', waits);

const VARIED: readonly Part[] = [
  ({ continuation }) => continuation.map((one) => quote(one)).join(' / ') || l10n.t('nothing added'),
  ({ sampler }) => l10n.t('temperature {0}', sampler.temperature),
  ({ sampler }) => l10n.t('seed {0}', sampler.seed),
];

/** "max 64 · 2 waits"; with strings, temperature and seed where columns differ in them. */
export function columnLabels(requests: readonly RunRequest[]): string[] {
  const parts: Part[] = [
    ({ budget }) => l10n.t('max {0}', budget.maxThinkingTokens),
    ({ budget }) => waitWords(budget.waits),
    ...VARIED.filter((part) => new Set(requests.map(part)).size > 1),
  ];
  return requests.map((request) => parts.map((part) => part(request)).join(' · '));
}
