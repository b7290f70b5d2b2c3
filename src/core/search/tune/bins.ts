/** Questions by how hard they are. */

export const BIN_KINDS = ['quantile', 'absolute'] as const;
/**
 * `quantile`: five bins with as many questions each (Snell et al., 2408.03314); `absolute`: easy from 50 %, medium from
 * 10 %, hard below (Liu et al., 2502.06703).
 */
export type BinKind = (typeof BIN_KINDS)[number];

export interface Bin {
  readonly name: string;
  /** Ease, 0..1, from here on up to the bin before it. */
  readonly from: number;
}

const QUANTILES = ['easiest', 'easy', 'medium', 'hard', 'hardest'];

/** Easiest first; the last begins at 0. @param eases of the questions, 0..1 */
export function makeBins(eases: readonly number[], kind: BinKind): Bin[] {
  if (kind === 'absolute')
    return [
      { name: 'easy', from: 0.5 },
      { name: 'medium', from: 0.1 },
      { name: 'hard', from: 0 },
    ];
  const sorted = eases.toSorted((a, b) => b - a);
  const edges = QUANTILES.map((name, i) => {
    const last = Math.ceil(((i + 1) * sorted.length) / QUANTILES.length) - 1;
    return { name, from: i === QUANTILES.length - 1 ? 0 : (sorted[last] ?? 0) };
  });
  // Where many are equally hard, a bin may be empty: it goes.
  return edges.filter(({ from }, i) => i === 0 || from < (edges[i - 1]?.from ?? 0));
}
