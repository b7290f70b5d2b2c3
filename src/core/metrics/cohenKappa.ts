/**
 * Agreement of two annotators beyond chance (Cohen 1960): (p_o − p_e) / (1 − p_e).
 * @param pairs what each said of the same thing
 * @returns −1..1; NaN of nothing, and where both always said the same one thing: chance alone agrees there
 */
export function cohenKappa(pairs: readonly (readonly [string, string])[]): number {
  const first = new Map<string, number>();
  const second = new Map<string, number>();
  let same = 0;
  for (const [a, b] of pairs) {
    first.set(a, (first.get(a) ?? 0) + 1);
    second.set(b, (second.get(b) ?? 0) + 1);
    if (a === b) same++;
  }
  const n = pairs.length;
  const observed = same / n;
  let expected = 0;
  for (const [value, count] of first) expected += (count / n) * ((second.get(value) ?? 0) / n);
  return (observed - expected) / (1 - expected);
}
