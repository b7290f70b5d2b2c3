/** Annotations belong to tokens; steps are how tokens happen to be divided. */
import type { Step } from '../trace/trace';
import type { Annotation, TokenRange } from './annotation';
import type { Label } from './vocabulary';

/** From the one that counts least where several meet in a step. */
const BY_WEIGHT: readonly Label[] = ['unsure', 'good', 'neutral', 'bad'];

export interface StepLabel {
  readonly label: Label;
  /** Whether it was said of exactly this step. */
  readonly exact: boolean;
}

/**
 * The label of every step: what was said of its tokens, else of ranges that it shares more than half of with, or half
 * of its own tokens: of several the worst, since a step with a wrong part is wrong. So labels outlive a division into
 * other steps.
 * @returns null for steps without one
 */
export function stepLabels(steps: readonly Step[], annotations: readonly Annotation[]): (StepLabel | null)[] {
  const labelled = annotations.flatMap(({ range, said }) =>
    range !== null && said.kind === 'label' && said.value !== null ? [{ range, label: said.value }] : [],
  );
  return steps.map((step) => {
    const exact = labelled.findLast(({ range }) => range.start === step.start && range.end === step.end);
    if (exact) return { label: exact.label, exact: true };
    const near = labelled.filter(({ range }) => isMostly(range, step));
    const [worst] = near.toSorted((a, b) => BY_WEIGHT.indexOf(b.label) - BY_WEIGHT.indexOf(a.label));
    return worst ? { label: worst.label, exact: false } : null;
  });
}

function isMostly(range: TokenRange, step: TokenRange): boolean {
  const shared = Math.min(range.end, step.end) - Math.max(range.start, step.start);
  const shorter = Math.min(range.end - range.start, step.end - step.start);
  return shared > shorter / 2;
}

/**
 * The first wrong step by an annotator: as marked, else the first that is labelled wrong.
 * @returns −1: there is none, though steps are labelled; null: nothing is said of it
 */
export function firstErrorOf(steps: readonly Step[], annotations: readonly Annotation[]): number | null {
  const marked = annotations.findLast(({ said }) => said.kind === 'firstError')?.range;
  if (marked) {
    const step = steps.findIndex(({ end }) => marked.start < end);
    return step < 0 ? null : step;
  }
  const labels = stepLabels(steps, annotations);
  const bad = labels.findIndex((one) => one?.label === 'bad');
  if (bad >= 0) return bad;
  return labels.some((one) => one !== null) ? -1 : null;
}
