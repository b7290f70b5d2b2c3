/** How label and score of a step disagree, for a person to confirm. */
import type { Label, FailureClass } from './vocabulary';

export interface JudgedStep {
  readonly label: Label | null;
  readonly score: number | null;
}

/**
 * The class of failure that label and score of a step suggest: `errorLocalisation` where the scorer doubts another step
 * than the first wrong one, `overCriticism` of a right step, `errorNeglect` of a wrong one. Scoring bias (by length) is
 * not seen in a step, but over many: `scorerReport`.
 * @param threshold a score below it is doubt
 * @returns null: they agree, or one of them is not there
 */
export function proposedFailure(
  steps: readonly JudgedStep[],
  at: number,
  threshold: number,
): FailureClass | null {
  const { label, score } = steps[at] ?? { label: null, score: null };
  if (label === null || label === 'unsure' || label === 'neutral' || score === null) return null;
  const doubted = score < threshold;
  if ((label === 'bad') === doubted) return null;
  const firstBad = steps.findIndex((step) => step.label === 'bad');
  const firstDoubted = steps.findIndex((step) => step.score !== null && step.score < threshold);
  const misplaced = firstBad >= 0 && firstDoubted >= 0 && firstBad !== firstDoubted;
  if (misplaced && (at === firstBad || at === firstDoubted)) return 'errorLocalisation';
  return doubted ? 'overCriticism' : 'errorNeglect';
}
