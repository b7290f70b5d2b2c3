/** Times several ways of doing the same thing in turns, so that whatever else the machine does hits all alike. */
export interface Timing {
  /** Milliseconds, the middle of all rounds. */
  readonly medianMs: number;
  /** Speed relative to the baseline, round by round: baseline's time ÷ this one's. */
  readonly speed: Spread;
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Runs A B C A B C … after one round that is not counted.
 * @param ways each resolves to the milliseconds it took; the first is the baseline
 */
export async function interleave<Name extends string>(
  rounds: number,
  ways: Record<Name, () => Promise<number>>,
): Promise<Record<Name, Timing>> {
  const names = Object.keys(ways) as Name[];
  const times = names.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [i, name] of names.entries()) {
      const ms = await ways[name]();
      if (round >= 0) times[i]?.push(ms);
    }
  }
  const baseline = times[0] ?? [];
  const timings = names.map((name, i) => {
    const own = times[i] ?? [];
    const speed = spread(own.map((ms, round) => (baseline[round] ?? NaN) / ms));
    return [name, { medianMs: spread(own).median, speed }] as const;
  });
  return Object.fromEntries(timings) as Record<Name, Timing>;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
  return { median, least: sorted[0] ?? NaN, most: sorted.at(-1) ?? NaN };
}

/** `0.97 (0.95–1.01)` */
export function showSpread({ median, least, most }: Spread): string {
  return `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}
