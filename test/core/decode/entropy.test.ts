import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entropyFromTop } from '../../../src/core/decode/entropy';

const entropyOf = (probs: readonly number[]): number =>
  probs.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);

/** A distribution, most probable first. */
const anyDistribution = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 60 })
  .map((weights) => weights.map((weight) => weight ** 4 + 1e-6))
  .map((weights) => {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total).sort((x, y) => y - x);
  });

describe('entropy from the most probable tokens', () => {
  it('is exact when all are known', () => {
    expect(entropyFromTop([0.5, 0.5], 2)).toBeCloseTo(Math.LN2, 12);
    expect(entropyFromTop([0.5, 0.25, 0.25], 3)).toBeCloseTo(1.5 * Math.LN2, 12);
    expect(entropyFromTop([1], 1)).toBe(0);
    fc.assert(
      fc.property(anyDistribution, (probs) => {
        expect(entropyFromTop(probs, probs.length)).toBeCloseTo(entropyOf(probs), 9);
      }),
    );
  });

  it('is the entropy of what is known when that holds all the mass', () => {
    expect(entropyFromTop([1], 32_000)).toBe(0);
    expect(entropyFromTop([0.5, 0.5], 32_000)).toBeCloseTo(Math.LN2, 12);
  });

  it('is the middle of its bounds: 0.5 known, the rest over 2 tokens of at most 0.5', () => {
    // Known: 0.5 ln 2. The rest, 0.5: at least one token of 0.5, 0.5 ln 2; at most two of 0.25, 0.5 ln 4.
    const expected = 0.5 * Math.log(2) + (0.5 * Math.log(2) + 0.5 * Math.log(4)) / 2;
    expect(entropyFromTop([0.5], 3)).toBeCloseTo(expected, 12);
  });

  it('is never further from the truth than half the distance of its bounds', () => {
    fc.assert(
      fc.property(anyDistribution, fc.nat(60), (probs, cut) => {
        const top = probs.slice(0, 1 + (cut % probs.length));
        const tail = 1 - top.reduce((sum, p) => sum + p, 0);
        const rest = probs.length - top.length;
        const estimate = entropyFromTop(top, probs.length);
        const halfway =
          tail < 1e-6 ? 1e-4 : (tail * Math.log(rest / tail) + tail * Math.log(top.at(-1) ?? 1)) / 2;
        expect(Math.abs(estimate - entropyOf(probs))).toBeLessThanOrEqual(halfway + 1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it('is a number whatever rounding did to the probabilities', () => {
    expect(entropyFromTop([0.6, 0.400001], 10)).toBeCloseTo(entropyOf([0.6, 0.4]), 4);
    expect(entropyFromTop([1, 0], 10)).toBe(0);
    expect(entropyFromTop([], 10)).toBe(0);
  });
});
