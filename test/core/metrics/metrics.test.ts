import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaUnderCurve, type JudgedScore } from '../../../src/core/metrics/areaUnderCurve';
import { bootstrapInterval, mean, meanInterval } from '../../../src/core/metrics/bootstrap';
import { calibration } from '../../../src/core/metrics/calibration';
import { bestThreshold, firstErrorF1 } from '../../../src/core/metrics/firstError';

const right = (score: number): JudgedScore => ({ score, right: true });
const wrong = (score: number): JudgedScore => ({ score, right: false });

describe('the area under the curve', () => {
  it.each([
    ['is 1 where all that is right is ahead', [wrong(0.1), right(0.9), right(0.5)], 1],
    ['is 0 the other way round', [right(0.1), wrong(0.9)], 0],
    ['is a half for equal scores', [right(0.5), wrong(0.5), wrong(0.5)], 0.5],
    // Pairs: 0.9 beats 0.5 and 0.2; 0.5 ties with 0.5 and beats 0.2.
    ['counts a tie as half a pair', [right(0.9), right(0.5), wrong(0.5), wrong(0.2)], 3.5 / 4],
  ])('%s', (_, judged, expected) => {
    expect(areaUnderCurve(judged)).toBeCloseTo(expected, 12);
  });

  it('is not known of one kind alone', () => expect(areaUnderCurve([right(1)])).toBeNaN());

  it('is the share of pairs in the right order', () => {
    const anyJudged = fc.array(fc.record({ score: fc.nat(5).map((n) => n / 5), right: fc.boolean() }));
    fc.assert(
      fc.property(anyJudged, (judged) => {
        const pairs = judged
          .filter((one) => one.right)
          .flatMap((one) =>
            judged
              .filter((other) => !other.right)
              .map((other) => (Math.sign(one.score - other.score) + 1) / 2),
          );
        fc.pre(pairs.length > 0);
        expect(areaUnderCurve(judged)).toBeCloseTo(mean(pairs), 9);
      }),
    );
  });
});

describe('the first wrong step', () => {
  const found = [right(0.9), wrong(0.2), wrong(0.1)];
  const tooEarly = [right(0.3), wrong(0.2)];
  const missed = [right(0.9), wrong(0.8)];
  const spared = [right(0.9), right(0.6)];
  const blamed = [right(0.9), right(0.4)];

  it('is found where it is the first below the threshold', () => {
    const { onWrong, onRight, f1 } = firstErrorF1([found, tooEarly, missed, spared, blamed], 0.5);
    expect(onWrong).toBeCloseTo(1 / 3, 12);
    expect(onRight).toBeCloseTo(1 / 2, 12);
    expect(f1).toBeCloseTo((2 * (1 / 3) * (1 / 2)) / (1 / 3 + 1 / 2), 12);
  });

  it('gives 0 where nothing is found, and nothing where there is nothing to find', () => {
    expect(firstErrorF1([missed, blamed], 0.5).f1).toBe(0);
    expect(firstErrorF1([spared], 0.5).f1).toBeNaN();
  });

  it('has a best threshold, between two scores', () => {
    expect(bestThreshold([found, spared])).toBeCloseTo(0.4, 12);
    expect(bestThreshold([missed, spared, [right(0.85)]])).toBeCloseTo(0.825, 12);
  });
});

describe('calibration', () => {
  it('compares mean score and share right, bin by bin', () => {
    const { bins, expectedError } = calibration([right(0.9), wrong(1), right(0.1), wrong(0.3)], 2);
    expect(bins).toHaveLength(2);
    expect(bins[0]).toMatchObject({ from: 0, to: 0.5, count: 2, shareRight: 0.5 });
    expect(bins[0]?.meanScore).toBeCloseTo(0.2, 12);
    expect(bins[1]).toMatchObject({ count: 2, meanScore: 0.95, shareRight: 0.5 });
    expect(expectedError).toBeCloseTo((2 * 0.3 + 2 * 0.45) / 4, 12);
  });

  it('refuses what is no probability', () => {
    expect(() => calibration([right(-0.1)])).toThrow('-0.1');
  });
});

describe('a bootstrap interval', () => {
  it('is that of the normal approximation for a mean of many', () => {
    const values = Array.from({ length: 400 }, (_, i) => i % 2);
    const { low, high } = meanInterval(values);
    // 0.5 ± 1.96 · 0.5 / √400
    expect(low).toBeCloseTo(0.451, 1.5);
    expect(high).toBeCloseTo(0.549, 1.5);
    expect(meanInterval(values)).toEqual({ low, high });
    expect(meanInterval(values, 1)).not.toEqual({ low, high });
  });

  it.each([1, 7, 400, 5_000])('of a mean of %i is the same by the shortcut', (count) => {
    const values = Array.from({ length: count }, (_, i) => (i * i) % 3);
    for (const seed of [0, 9]) {
      const slow = bootstrapInterval(count, (picked) => mean(picked.map((i) => values[i] ?? NaN)), seed);
      const fast = meanInterval(values, seed);
      expect([fast.low, fast.high].map((one) => one.toFixed(12))).toEqual(
        [slow.low, slow.high].map((one) => one.toFixed(12)),
      );
    }
  });

  it('leaves out draws without a value', () => {
    const { low, high } = bootstrapInterval(2, (picked) => (picked[0] === picked[1] ? NaN : 3));
    expect([low, high]).toEqual([3, 3]);
    expect(meanInterval([]).low).toBeNaN();
  });
});
