import { expect, test } from 'vitest';
import type { Label } from '../../../src/core/annotate/vocabulary';
import { proposedFailure } from '../../../src/core/annotate/failureClass';
import { rocCurve, scorerReport, type LabelledTrace } from '../../../src/core/annotate/scorerReport';

const trace = (identity: string, ...steps: [Label | null, number | null, number?][]): LabelledTrace => ({
  identity,
  steps: steps.map(([label, score, length = 10]) => ({ label, score, length, failure: null })),
});

test('label and score that disagree propose a class of failure', () => {
  const at = (steps: [Label | null, number | null][], step: number) =>
    proposedFailure(
      steps.map(([label, score]) => ({ label, score })),
      step,
      0.5,
    );
  expect(
    at(
      [
        ['good', 0.2],
        ['good', 0.9],
      ],
      0,
    ),
  ).toBe('overCriticism');
  expect(
    at(
      [
        ['good', 0.8],
        ['bad', 0.9],
      ],
      1,
    ),
  ).toBe('errorNeglect');
  // The doubt sits one step before the error.
  expect(
    at(
      [
        ['good', 0.2],
        ['bad', 0.9],
      ],
      0,
    ),
  ).toBe('errorLocalisation');
  expect(
    at(
      [
        ['good', 0.2],
        ['bad', 0.9],
      ],
      1,
    ),
  ).toBe('errorLocalisation');
  // Farther errors are no matter of place.
  expect(
    at(
      [
        ['good', 0.2],
        ['bad', 0.9],
        ['bad', 0.9],
        ['good', 0.1],
      ],
      2,
    ),
  ).toBe('errorNeglect');
  expect(
    at(
      [
        ['good', 0.2],
        ['bad', 0.9],
        ['good', 0.1],
      ],
      2,
    ),
  ).toBe('overCriticism');
  expect(
    at(
      [
        ['bad', 0.2],
        ['good', 0.9],
      ],
      0,
    ),
  ).toBeNull();
  expect(at([['unsure', 0.2]], 0)).toBeNull();
  expect(at([['good', null]], 0)).toBeNull();
});

test('a report of numbers that were worked out by hand', () => {
  const report = scorerReport([
    trace('a', ['good', 0.9], ['good', 0.8], ['bad', 0.3]),
    trace('b', ['good', 0.2], ['good', 0.7]),
    trace('c', ['bad', 0.85], ['unsure', 0.1], [null, 0.4], ['neutral', 0.5], ['good', null]),
  ]);
  expect(report).toMatchObject({ steps: 6, right: 4 });
  // Right 0.9, 0.8, 0.2, 0.7 against wrong 0.3, 0.85: ahead in 3 + 1 of 8 pairs.
  expect(report.auc).toBe(0.5);
  // Doubting 0.2 and 0.3: one of two is wrong, one of two wrong ones is found. Doubting all up to 0.85: two of five, both.
  expect(report.f1).toBeCloseTo(4 / 7, 12);
  expect(report.threshold).toBeCloseTo(0.875, 12);
  expect([report.precision, report.recall]).toEqual([0.4, 1]);
});

test('failures are counted with examples, the farthest from the threshold first', () => {
  const right = Array.from({ length: 20 }, (_, i): [Label, number] => ['good', 0.9 + i / 1000]);
  const wrong = Array.from({ length: 20 }, (_, i): [Label, number] => ['bad', 0.1 + i / 1000]);
  const { failures, threshold } = scorerReport([
    trace('right', ...right),
    ...wrong.map((step, i) => trace(`wrong ${i}`, step)),
    trace('criticised', ['good', 0.05], ['good', 0.3]),
    trace('neglected', ['bad', 0.95]),
  ]);
  expect(threshold).toBeGreaterThan(0.11);
  expect(failures.map(({ failure, count, confirmed }) => [failure, count, confirmed])).toEqual([
    ['overCriticism', threshold > 0.3 ? 2 : 1, 0],
    ['errorNeglect', 1, 0],
    ['errorLocalisation', 0, 0],
    ['scoringBias', 0, 0],
  ]);
  expect(failures[0]?.examples[0]).toEqual({ identity: 'criticised', step: 0, score: 0.05 });
});

test('a class that a person confirmed counts, whatever is proposed', () => {
  const one = trace('a', ['good', 0.9], ['bad', 0.1]);
  const confirmed = {
    ...one,
    steps: one.steps.map((step) => ({ ...step, failure: 'scoringBias' as const })),
  };
  expect(scorerReport([confirmed]).failures.find(({ failure }) => failure === 'scoringBias')).toMatchObject({
    count: 2,
    confirmed: 2,
  });
});

test('the ROC curve has a point a score, equal ones together', () => {
  const judged = [
    { score: 0.9, right: true },
    { score: 0.9, right: false },
    { score: 0.4, right: true },
    { score: 0.1, right: false },
  ];
  expect(rocCurve(judged).map(({ falsePositive, truePositive }) => [falsePositive, truePositive])).toEqual([
    [0, 0],
    [0.5, 0.5],
    [0.5, 1],
    [1, 1],
  ]);
  expect(rocCurve([{ score: 1, right: true }])).toEqual([]);
});

test('scores that follow the length of right steps show as correlation', () => {
  const biased = scorerReport([
    trace('a', ['good', 0.2, 5], ['good', 0.5, 10], ['good', 0.7, 20], ['good', 0.9, 40], ['bad', 0.1, 40]),
  ]);
  expect(biased.lengthCorrelation).toBe(1);
  expect(biased.lengths.map(({ from, to, count }) => [from, to, count])).toEqual([
    [5, 5, 1],
    [10, 10, 1],
    [20, 20, 1],
    [40, 40, 2],
  ]);
  // Equal lengths share a rank.
  const even = scorerReport([
    trace('a', ['good', 0.2, 5], ['good', 0.5, 9], ['good', 0.3, 9], ['good', 0.4, 5]),
  ]);
  expect(even.lengthCorrelation).toBeCloseTo(0.4472, 3);
});

test('nothing labelled is a report of nothing', () => {
  const report = scorerReport([trace('a', [null, 0.3])]);
  expect(report).toMatchObject({ steps: 0, roc: [], lengths: [] });
  expect([report.auc, report.threshold, report.lengthCorrelation]).toEqual([NaN, NaN, NaN]);
});
