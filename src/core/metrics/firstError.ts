/** Finding the first wrong step, as ProcessBench measures it (arXiv 2412.06559). */
import type { JudgedScore } from './areaUnderCurve';

export interface FirstErrorResult {
  /** Share of the traces with a wrong step whose first step below the threshold is the first wrong one. */
  readonly onWrong: number;
  /** Share of the traces without one in which no step is below the threshold. */
  readonly onRight: number;
  /** Harmonic mean of the two; 0 where one of them is 0, NaN where one has no traces. */
  readonly f1: number;
}

/** @param threshold a step that scores less is taken for wrong */
export function firstErrorF1(
  traces: readonly (readonly JudgedScore[])[],
  threshold: number,
): FirstErrorResult {
  const counts = { wrong: 0, right: 0, foundInWrong: 0, noneInRight: 0 };
  for (const steps of traces) {
    const first = steps.findIndex(({ right }) => !right);
    const found = steps.findIndex(({ score }) => score < threshold);
    if (first < 0) {
      counts.right++;
      if (found < 0) counts.noneInRight++;
    } else {
      counts.wrong++;
      if (found === first) counts.foundInWrong++;
    }
  }
  const onWrong = counts.foundInWrong / counts.wrong;
  const onRight = counts.noneInRight / counts.right;
  const sum = onWrong + onRight;
  return { onWrong, onRight, f1: sum === 0 ? 0 : (2 * onWrong * onRight) / sum };
}

/** Scores between which thresholds are tried: as many as make no visible difference. */
const MOST_THRESHOLDS = 500;

/** The threshold with the best F1, to be chosen on traces that nothing is reported on. The lowest of equals. */
export function bestThreshold(traces: readonly (readonly JudgedScore[])[]): number {
  const scores = [...new Set(traces.flat().map(({ score }) => score))].sort((a, b) => a - b);
  const stride = Math.max(1, scores.length / MOST_THRESHOLDS);
  let best = { threshold: 0.5, f1: -1 };
  for (let at = 1; at < scores.length; at += stride) {
    const i = Math.floor(at);
    const threshold = ((scores[i - 1] ?? NaN) + (scores[i] ?? NaN)) / 2;
    const { f1 } = firstErrorF1(traces, threshold);
    if (f1 > best.f1) best = { threshold, f1 };
  }
  return best.threshold;
}
