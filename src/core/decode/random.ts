/**
 * A random number that depends on (seed, index) alone, so that a trace under a smaller budget is a prefix of the
 * trace under a larger one. Two rounds of the 32-bit mixer of MurmurHash3 (public domain, A. Appleby).
 * @returns an unsigned 32-bit integer
 */
export function mixSeed(seed: number, index: number): number {
  return mix(mix(seed >>> 0) ^ Math.imul((index + 1) >>> 0, 0x9e3779b1));
}

function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
