import type { Strategy } from './strategy';

/**
 * Reward-balanced search (Wu et al., 2408.00724): every path goes on in as many ways as its share of the softmax over
 * values deserves. Leaves take their place out of the width.
 */
export const rebase: Strategy = async (search) => {
  const { n, balance, rounds } = search.settings;
  let candidates = search.begin(n);
  let leaves = 0;
  for (let round = 0; candidates.length > 0; round++) {
    const last = round === rounds - 1;
    await search.extend(candidates, round, last ? 'end' : 'step');
    const over = candidates.filter(({ isOver }) => isOver);
    await search.answer(over);
    leaves += over.length;
    const open = search.distinct(candidates.filter(({ isOver }) => !isOver));
    const widths = rebaseWidths(
      open.map((path) => search.valueOf(path)),
      n - leaves,
      balance,
    );
    const kept = open.filter((_, i) => (widths[i] ?? 0) > 0);
    search.prune(
      candidates.filter((path) => !kept.includes(path)),
      round,
    );
    search.keep(kept, round);
    candidates = open.flatMap((path, i) => ((widths[i] ?? 0) > 0 ? search.branch(path, widths[i] ?? 0) : []));
  }
};

const ROUNDING = 1e-9;

/**
 * In how many ways each goes on. The best takes the ceiling of its share, then the next of what is left of width and mass.
 * @param values of the paths
 * @param width all together
 * @param balance T_b: the lower, the more the best gets
 */
export function rebaseWidths(values: readonly number[], width: number, balance: number): number[] {
  const highest = Math.max(...values);
  const weights = values.map((value) => Math.exp((value - highest) / balance));
  const order = values.map((_, i) => i).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  const widths = values.map(() => 0);
  let left = Math.max(0, width);
  let mass = weights.reduce((sum, weight) => sum + weight, 0);
  for (const i of order) {
    const weight = weights[i] ?? 0;
    // Equal shares of a width that they divide are whole, whatever the rounding of the sum says.
    const share = mass > 0 ? left * Math.min(1, weight / mass) : 0;
    const ways = Math.min(left, Math.max(0, Math.ceil(share - ROUNDING)));
    widths[i] = ways;
    left -= ways;
    mass -= weight;
  }
  return widths;
}
