/** What s1 (arXiv 2501.19393, section 3.2) measures of a method that spends test-time compute. */

/** A run of one question under a limit. */
export interface LimitedRun {
  readonly thinkingTokens: number;
  /** Default 0. */
  readonly leastThinkingTokens?: number;
  readonly mostThinkingTokens: number;
}

/** A method under one budget, over a dataset. */
export interface ScalingPoint {
  readonly meanThinkingTokens: number;
  /** 0..1. */
  readonly accuracy: number;
}

/** Equation 1: the share, 0..1, of runs whose thinking tokens lie within their limits; null of none. */
export function control(runs: readonly LimitedRun[]): number | null {
  if (runs.length === 0) return null;
  const within = runs.filter(
    ({ thinkingTokens, leastThinkingTokens = 0, mostThinkingTokens }) =>
      thinkingTokens >= leastThinkingTokens && thinkingTokens <= mostThinkingTokens,
  );
  return within.length / runs.length;
}

/**
 * Points that are nearer than this many thinking tokens are one amount of compute: a slope between them would be
 * the chance of single answers, divided by almost nothing.
 */
export const LEAST_DISTANCE = 1;

/**
 * Equation 2: the mean slope between all pairs of points, accuracy (0..1) a thinking token; null without two points that
 * are apart. As in the paper, the compute of a point is what was thought in the mean, not what was asked for: some methods
 * are asked in words.
 */
export function scaling(points: readonly ScalingPoint[]): number | null {
  const sorted = [...points].sort((a, b) => a.meanThinkingTokens - b.meanThinkingTokens);
  let sum = 0;
  let pairs = 0;
  for (const [i, a] of sorted.entries()) {
    for (const b of sorted.slice(i + 1)) {
      const distance = b.meanThinkingTokens - a.meanThinkingTokens;
      if (!(distance >= LEAST_DISTANCE)) continue;
      sum += (b.accuracy - a.accuracy) / distance;
      pairs++;
    }
  }
  return pairs === 0 ? null : sum / pairs;
}

/** Equation 3: the best accuracy, 0..1, under any budget; null of none. */
export function performance(points: readonly ScalingPoint[]): number | null {
  return points.length === 0 ? null : Math.max(...points.map(({ accuracy }) => accuracy));
}
