/** The label report of traces: a pure function of them. */
import { agreementOf } from '../core/annotate/agreement';
import type { Annotation } from '../core/annotate/annotation';
import { GOLD_ANNOTATOR } from '../core/annotate/labelQueue';
import { labelledTraces, type PoolTrace } from '../core/annotate/poolTrace';
import { scorerReport } from '../core/annotate/scorerReport';
import { stepLabels } from '../core/annotate/stepLabels';
import {
  knownNumbers,
  type AnnotatorProgress,
  type LabelReportState,
  type StepPlace,
} from '../protocol/labelReport';

/** More are not read at once. */
const MOST_DISAGREEMENTS = 200;

export interface ReportedTrace extends PoolTrace {
  /** URI as text. */
  readonly place: string;
  readonly name: string;
  readonly stepTexts: readonly string[];
}

export function labelReportState(traces: readonly ReportedTrace[]): LabelReportState {
  const byIdentity = new Map(traces.map((trace) => [trace.identity, trace]));
  // Of files with the same trace one, or its labels would count twice.
  const unique = [...byIdentity.values()];
  const { pairs, alpha, disagreements } = agreementOf(unique.map(withoutGold));
  const report = scorerReport(labelledTraces(unique));
  const placeOf = (identity: string, step: number): StepPlace => {
    const trace = byIdentity.get(identity);
    return { uri: trace?.place ?? '', name: trace?.name ?? '', step, text: trace?.stepTexts[step] ?? '' };
  };
  return knownNumbers({
    traces: unique.length,
    annotators: progress(unique),
    pairs,
    alpha,
    disagreements: disagreements.slice(0, MOST_DISAGREEMENTS).map(({ identity, step, labels }) => {
      const trace = byIdentity.get(identity);
      const gold = trace ? stepLabels(trace.steps, trace.byAnnotator.get(GOLD_ANNOTATOR) ?? []) : [];
      return { ...placeOf(identity, step), labels, decided: gold[step]?.label ?? null };
    }),
    disagreementCount: disagreements.length,
    scorer: {
      ...report,
      failures: report.failures.map((failure) => ({
        ...failure,
        examples: failure.examples.map(({ identity, step, score }) => ({
          ...placeOf(identity, step),
          score,
        })),
      })),
    },
  });
}

/** Gold labels decide; they are no annotator that others agree with. */
function withoutGold(trace: ReportedTrace): ReportedTrace {
  const byAnnotator = new Map(trace.byAnnotator);
  byAnnotator.delete(GOLD_ANNOTATOR);
  return { ...trace, byAnnotator };
}

function progress(traces: readonly ReportedTrace[]): AnnotatorProgress[] {
  const names = [...new Set(traces.flatMap(({ byAnnotator }) => [...byAnnotator.keys()]))].toSorted();
  return names.map((annotator): AnnotatorProgress => {
    let [steps, whole, spentMs, right, checked] = [0, 0, 0, 0, 0];
    for (const trace of traces) {
      const said: readonly Annotation[] = trace.byAnnotator.get(annotator) ?? [];
      const labels = stepLabels(trace.steps, said);
      const gold = stepLabels(trace.steps, trace.byAnnotator.get(GOLD_ANNOTATOR) ?? []);
      const labelled = labels.filter((label) => label !== null).length;
      steps += labelled;
      if (labelled > 0 && labelled === trace.steps.length) whole++;
      spentMs += said.reduce((sum, one) => sum + one.spentMs, 0);
      labels.forEach((label, i) => {
        if (!label || !gold[i]) return;
        checked++;
        if (label.label === gold[i].label) right++;
      });
    }
    return { annotator, steps, traces: whole, spentMs, gold: right / checked };
  });
}
