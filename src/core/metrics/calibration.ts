import type { JudgedScore } from './areaUnderCurve';

/** What scored from `from` (included) to `to` (excluded; the last bin includes 1). */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** NaN where the bin is empty. */
  readonly meanScore: number;
  readonly shareRight: number;
}

export interface Calibration {
  readonly bins: readonly CalibrationBin[];
  /** Mean distance of score and share over the bins, by their counts. */
  readonly expectedError: number;
}

/** Whether scores are probabilities: of what scores 0.7, seven in ten should be right. Bins of equal width. */
export function calibration(judged: readonly JudgedScore[], bins = 10): Calibration {
  const sums = Array.from({ length: bins }, () => ({ count: 0, score: 0, right: 0 }));
  for (const { score, right } of judged) {
    const sum = sums[Math.min(bins - 1, Math.floor(score * bins))];
    if (!sum) throw new RangeError(`A score of ${score} is no probability.`);
    sum.count++;
    sum.score += score;
    if (right) sum.right++;
  }
  const off = sums.reduce((total, { score, right }) => total + Math.abs(score - right), 0);
  return {
    bins: sums.map(({ count, score, right }, i) => ({
      from: i / bins,
      to: (i + 1) / bins,
      count,
      meanScore: score / count,
      shareRight: right / count,
    })),
    expectedError: off / judged.length,
  };
}
