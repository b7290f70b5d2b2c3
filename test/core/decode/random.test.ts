import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixSeed } from '../../../src/core/decode/random';

/** MurmurHash3's 32-bit finalizer, in whole numbers of any size. */
function finalize(value: bigint): bigint {
  const low = (wide: bigint): bigint => wide & 0xffffffffn;
  let h = low(value);
  h = low((h ^ (h >> 16n)) * 0x85ebca6bn);
  h = low((h ^ (h >> 13n)) * 0xc2b2ae35n);
  return h ^ (h >> 16n);
}

describe('a random number for a seed and an index', () => {
  it('is two rounds of the finalizer of MurmurHash3', () => {
    // The finalizer keeps 0, and makes 0x514e28b7 of 1 (its published test vector).
    expect(finalize(0n)).toBe(0n);
    expect(finalize(1n)).toBe(0x514e28b7n);
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(1_000_000), (seed, index) => {
        const step = (BigInt(index + 1) * 0x9e3779b1n) & 0xffffffffn;
        expect(BigInt(mixSeed(seed, index))).toBe(finalize(finalize(BigInt(seed)) ^ step));
      }),
    );
  });

  it('stays what it is: traces that were sampled can be sampled again', () => {
    expect([
      mixSeed(0, 0),
      mixSeed(0, 1),
      mixSeed(1, 0),
      mixSeed(7, 100),
      mixSeed(0xffffffff, 65_535),
    ]).toEqual([301794027, 3140136926, 1114155158, 2218739396, 4254352837]);
  });

  it('is an unsigned 32-bit integer, for negative seeds too', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (seed, index) => {
        const value = mixSeed(seed, index);
        expect(Number.isInteger(value) && value >= 0 && value < 2 ** 32).toBe(true);
      }),
    );
  });

  it.each<[string, (i: number) => number]>([
    ['along the tokens of a seed', (i) => mixSeed(42, i)],
    ['along the seeds of a token', (i) => mixSeed(i, 5)],
  ])('is spread evenly %s', (_, numberAt) => {
    const bins = new Array<number>(16).fill(0);
    for (let i = 0; i < 16_000; i++) {
      const bin = Math.floor((numberAt(i) / 2 ** 32) * bins.length);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    // 1,000 are expected in each, with a standard deviation of 31.
    for (const bin of bins) expect(Math.abs(bin - 1000)).toBeLessThan(155);
  });

  it('does not repeat along the tokens of a trace', () => {
    const numbers = new Set(Array.from({ length: 10_000 }, (_, i) => mixSeed(3, i)));
    expect(numbers.size).toBe(10_000);
  });
});
