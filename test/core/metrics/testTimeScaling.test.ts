import { expect, test } from 'vitest';
import { inferenceFlops } from '../../../src/core/metrics/flops';
import { control, performance, scaling } from '../../../src/core/metrics/testTimeScaling';

const run = (thinkingTokens: number, mostThinkingTokens: number) => ({ thinkingTokens, mostThinkingTokens });

test('Control is the share of runs within their limits, both of which count', () => {
  expect(control([run(64, 64), run(65, 64), run(0, 64), run(100, 128)])).toBe(0.75);
  expect(control([{ ...run(10, 64), leastThinkingTokens: 11 }])).toBe(0);
  expect(control([{ ...run(11, 64), leastThinkingTokens: 11 }])).toBe(1);
  expect(control([])).toBeNull();
});

test('Scaling is the mean slope between all pairs, in whatever order', () => {
  // (0.5 − 0.3) / 100 = 0.002, (0.6 − 0.3) / 300 = 0.001, (0.6 − 0.5) / 200 = 0.0005; their mean is 0.0035 / 3.
  const points = [
    { meanThinkingTokens: 400, accuracy: 0.6 },
    { meanThinkingTokens: 100, accuracy: 0.3 },
    { meanThinkingTokens: 200, accuracy: 0.5 },
  ];
  expect(scaling(points)).toBeCloseTo(0.0035 / 3, 12);
  expect(scaling([...points].reverse())).toBeCloseTo(0.0035 / 3, 12);
});

test('Scaling is negative where more thinking is worse', () => {
  expect(
    scaling([
      { meanThinkingTokens: 100, accuracy: 0.5 },
      { meanThinkingTokens: 200, accuracy: 0.4 },
    ]),
  ).toBeCloseTo(-0.001, 12);
});

test('points less than a token apart are one amount of compute', () => {
  const near = [
    { meanThinkingTokens: 100, accuracy: 0.3 },
    { meanThinkingTokens: 100.5, accuracy: 0.9 },
  ];
  expect(scaling(near)).toBeNull();
  // Each of the two against the third: (0.5 − 0.3) / 100 and (0.5 − 0.9) / 99.5.
  const slope = scaling([...near, { meanThinkingTokens: 200, accuracy: 0.5 }]);
  expect(slope).toBeCloseTo((0.002 - 0.4 / 99.5) / 2, 12);
  expect(scaling([{ meanThinkingTokens: 1, accuracy: 1 }])).toBeNull();
  expect(scaling([])).toBeNull();
});

test("a straight line has the line's slope", () => {
  const points = [512, 1024, 2048, 4096].map((tokens) => ({
    meanThinkingTokens: tokens,
    accuracy: 0.1 + tokens / 10_000,
  }));
  expect(scaling(points)).toBeCloseTo(1 / 10_000, 12);
});

test('Performance is the best accuracy', () => {
  const points = [0.4, 0.567, 0.5].map((accuracy, i) => ({ meanThinkingTokens: i, accuracy }));
  expect(performance(points)).toBe(0.567);
  expect(performance([])).toBeNull();
});

test('a token costs two operations a parameter', () => {
  expect(inferenceFlops(1_670_880, 103)).toBe(344_201_280);
  expect(inferenceFlops(null, 103)).toBeNull();
});
