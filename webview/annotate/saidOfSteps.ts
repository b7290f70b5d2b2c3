/** What annotations say of every step: a pure function of trace and annotations. */
import type { Annotation } from '../../src/core/annotate/annotation';
import type { FailureClass, Label } from '../../src/core/annotate/vocabulary';
import { proposedFailure } from '../../src/core/annotate/failureClass';
import { stepLabels } from '../../src/core/annotate/stepLabels';
import { LOW_SCORE } from '../../src/core/grade/answerConfidence';
import type { Trace } from '../../src/core/trace/trace';
import type { AnnotationsState } from '../../src/protocol/annotations';

export interface SaidOfStep {
  readonly label: Label | null;
  readonly flagged: boolean;
  readonly firstError: boolean;
  readonly note: string | null;
  readonly failure: FailureClass | null;
  /** Suggested by label and score, and not said yet. */
  readonly proposed: FailureClass | null;
  readonly others: readonly { readonly annotator: string; readonly label: Label }[];
}

export function saidOfSteps(trace: Trace, { mine, others }: AnnotationsState): SaidOfStep[] {
  const { steps } = trace;
  const labels = stepLabels(steps, mine);
  const judged = steps.map(({ score }, i) => ({ label: labels[i]?.label ?? null, score }));
  const byOthers = others.map(({ annotator, annotations }) => ({
    annotator,
    labels: stepLabels(steps, annotations),
  }));
  return steps.map((step, i): SaidOfStep => {
    const here = mine.filter(
      ({ range }) => range !== null && range.start < step.end && step.start < range.end,
    );
    const find = <Kind extends Annotation['said']['kind']>(kind: Kind) =>
      here.map(({ said }) => said).findLast((said) => said.kind === kind) as
        Extract<Annotation['said'], { kind: Kind }> | undefined;
    const failure = find('failure')?.value ?? null;
    return {
      label: labels[i]?.label ?? null,
      flagged: find('flag') !== undefined,
      firstError: find('firstError') !== undefined,
      note: find('note')?.value ?? null,
      failure,
      proposed: failure === null ? proposedFailure(judged, i, LOW_SCORE) : null,
      others: byOthers.flatMap(({ annotator, labels: their }) => {
        const label = their[i]?.label ?? null;
        return label === null ? [] : [{ annotator, label }];
      }),
    };
  });
}
