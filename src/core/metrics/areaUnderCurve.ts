/** A step, or whatever else was scored, and what it really is. */
export interface JudgedScore {
  readonly score: number;
  readonly right: boolean;
}

/**
 * Area under the ROC curve: the chance that something right scores higher than something wrong, where equal scores
 * count half (Mann-Whitney).
 * @returns NaN unless there are both
 */
export function areaUnderCurve(judged: readonly JudgedScore[]): number {
  const sorted = [...judged].sort((a, b) => a.score - b.score);
  let wrong = 0;
  let right = 0;
  /** Pairs in which the right one is ahead; a tie is half a pair. */
  let ahead = 0;
  for (let i = 0; i < sorted.length;) {
    const score = sorted[i]?.score;
    let tiedWrong = 0;
    let tiedRight = 0;
    for (; i < sorted.length && sorted[i]?.score === score; i++) {
      if (sorted[i]?.right) tiedRight++;
      else tiedWrong++;
    }
    ahead += tiedRight * (wrong + tiedWrong / 2);
    wrong += tiedWrong;
    right += tiedRight;
  }
  return ahead / (wrong * right);
}
