import { mixSeed } from '../decode/random';

const RESAMPLES = 1000;
/** Share of the resampled values outside on either side: 95 % lie inside. */
const TAIL = 0.025;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * A 95 % interval by the percentile bootstrap: the same random numbers for the same `count` and `seed`, so that
 * statistics over the same questions are paired.
 * @param count things to draw from, with replacement
 * @param statistic of the things at these indexes; draws for which it is NaN are left out
 */
export function bootstrapInterval(
  count: number,
  statistic: (picked: readonly number[]) => number,
  seed = 0,
): Interval {
  const values: number[] = [];
  for (let resample = 0; resample < RESAMPLES && count > 0; resample++) {
    const start = resample * count;
    const picked = Array.from({ length: count }, (_, i) =>
      Math.floor((mixSeed(seed, start + i) / 2 ** 32) * count),
    );
    const value = statistic(picked);
    if (!Number.isNaN(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? NaN;
  return { low: at(TAIL), high: at(1 - TAIL) };
}

/** @returns NaN of nothing */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The interval of the mean of `values`. */
export function meanInterval(values: readonly number[], seed = 0): Interval {
  return bootstrapInterval(
    values.length,
    (picked) => picked.reduce((sum, i) => sum + (values[i] ?? NaN), 0) / picked.length,
    seed,
  );
}
