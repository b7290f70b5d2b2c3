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
  return intervalOf(values.sort((a, b) => a - b));
}

/** @returns NaN of nothing */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Draws that are kept for the next mean over as many values: 16 MB, enough for 4,000 questions. */
const MOST_KEPT = 2 ** 22;
let kept: { readonly count: number; readonly seed: number; readonly draws: Uint32Array } | null = null;

/** Places among `count`, one resample after the other, as `bootstrapInterval` draws them. */
function drawsOf(count: number, seed: number): Uint32Array {
  if (kept?.count === count && kept.seed === seed) return kept.draws;
  const draws = new Uint32Array(RESAMPLES * count);
  for (let i = 0; i < draws.length; i++) draws[i] = Math.floor((mixSeed(seed, i) / 2 ** 32) * count);
  kept = { count, seed, draws };
  return draws;
}

/** The interval of the mean of `values`: that of `bootstrapInterval`, for tables of many cells over the same questions. */
export function meanInterval(values: readonly number[], seed = 0): Interval {
  if (RESAMPLES * values.length > MOST_KEPT)
    return bootstrapInterval(values.length, (picked) => mean(picked.map((i) => values[i] ?? NaN)), seed);
  const draws = drawsOf(values.length, seed);
  const means = Float64Array.from({ length: values.length === 0 ? 0 : RESAMPLES }, (_, resample) => {
    let sum = 0;
    const start = resample * values.length;
    for (let i = start; i < start + values.length; i++) sum += values[draws[i] ?? 0] ?? NaN;
    return sum / values.length;
  });
  return intervalOf(means.filter((value) => !Number.isNaN(value)).sort());
}

/** @param values sorted */
function intervalOf(values: ArrayLike<number>): Interval {
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? NaN;
  return { low: at(TAIL), high: at(1 - TAIL) };
}
