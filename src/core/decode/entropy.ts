/**
 * Entropy of a distribution of which the `top` most probable tokens are known, in nats. The rest, of mass m over
 * R tokens of at most p_N each, adds between −m·log p_N and m·log(R/m); the middle is taken. Exact when `top`
 * covers the vocabulary; the bounds meet as m goes to 0.
 * @param top probabilities, descending
 */
export function entropyFromTop(top: readonly number[], vocabularySize: number): number {
  let known = 0;
  let mass = 0;
  for (const p of top) {
    if (p > 0) known -= p * Math.log(p);
    mass += p;
  }
  const rest = vocabularySize - top.length;
  const tail = 1 - mass;
  const last = top.at(-1) ?? 0;
  // Sums of 32-bit floats: a tail this small is rounding.
  if (rest <= 0 || tail < 1e-6 || last <= 0) return known;
  const lowest = -tail * Math.log(last);
  const highest = tail * Math.log(rest / tail);
  return known + (lowest + Math.max(lowest, highest)) / 2;
}
