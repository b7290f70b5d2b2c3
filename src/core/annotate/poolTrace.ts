/** Traces with what several people say of them, made ready for queue and reports. */
import type { Step } from '../trace/trace';
import type { Annotation } from './annotation';
import type { Label } from './vocabulary';
import { GOLD_ANNOTATOR, type QueueCandidate } from './labelQueue';
import type { LabelledTrace } from './scorerReport';
import { stepLabels } from './stepLabels';

export interface PoolTrace {
  /** `traceIdentity`: two files may hold the same trace, scored by different scorers. */
  readonly identity: string;
  readonly steps: readonly Step[];
  /** Whether the answer is right; null: not known. */
  readonly correct: boolean | null;
  /** Hash of the scorer's file; null: not scored. */
  readonly scorer: string | null;
  /** What counts, by annotator. */
  readonly byAnnotator: ReadonlyMap<string, readonly Annotation[]>;
}

function labelsOf(steps: readonly Step[], said: readonly Annotation[] | undefined): (Label | null)[] {
  return stepLabels(steps, said ?? []).map((one) => one?.label ?? null);
}

/** Of files with the same trace one: another scorer's file gives its scores to the first. */
export function candidatesOf<T extends PoolTrace>(
  traces: readonly T[],
  annotator: string,
): Map<T, QueueCandidate> {
  const first = new Map<string, T>();
  const candidates = new Map<T, QueueCandidate>();
  for (const trace of traces) {
    if (trace.steps.length === 0) continue;
    const before = first.get(trace.identity);
    const scores = trace.steps.map(({ score }) => score);
    if (!before) {
      first.set(trace.identity, trace);
      candidates.set(trace, {
        identity: trace.identity,
        correct: trace.correct,
        scores,
        labels: labelsOf(trace.steps, trace.byAnnotator.get(annotator)),
        otherScores: null,
        gold: annotator !== GOLD_ANNOTATOR && (trace.byAnnotator.get(GOLD_ANNOTATOR)?.length ?? 0) > 0,
      });
    } else if (before.scorer !== trace.scorer && before.steps.length === trace.steps.length) {
      const candidate = candidates.get(before);
      if (candidate) candidates.set(before, { ...candidate, otherScores: scores });
    }
  }
  return candidates;
}

/**
 * The label of every step: as it was decided (gold), else that of most annotators; null: none, or a tie.
 */
export function agreedLabels(
  steps: readonly Step[],
  byAnnotator: PoolTrace['byAnnotator'],
): (Label | null)[] {
  const gold = labelsOf(steps, byAnnotator.get(GOLD_ANNOTATOR));
  const others = [...byAnnotator]
    .filter(([name]) => name !== GOLD_ANNOTATOR)
    .map(([, said]) => labelsOf(steps, said));
  return steps.map((_, i) => gold[i] ?? mostCommon(others.flatMap((one) => one[i] ?? [])));
}

/** For `scorerReport`: with the labels that were agreed on. */
export function labelledTraces(traces: readonly PoolTrace[]): LabelledTrace[] {
  return traces.flatMap(({ identity, steps, byAnnotator }): LabelledTrace[] => {
    const labels = agreedLabels(steps, byAnnotator);
    const failures = [...byAnnotator.values()]
      .flat()
      .flatMap(({ range, said }) =>
        said.kind === 'failure' && range !== null ? [{ start: range.start, failure: said.value }] : [],
      );
    const judged = steps.map((step, i) => ({
      label: labels[i] ?? null,
      score: step.score,
      length: step.end - step.start,
      failure: failures.findLast(({ start }) => start === step.start)?.failure ?? null,
    }));
    return judged.some(({ label }) => label !== null) ? [{ identity, steps: judged }] : [];
  });
}

function mostCommon(labels: readonly Label[]): Label | null {
  const counts = new Map<Label, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [best, next] = [...counts].toSorted((a, b) => b[1] - a[1]);
  return best && best[1] !== next?.[1] ? best[0] : null;
}
