import { expect, test } from 'vitest';
import { agreementOf, type AnnotatedTrace } from '../../../src/core/annotate/agreement';
import type { Label } from '../../../src/core/annotate/vocabulary';
import { cohenKappa } from '../../../src/core/metrics/cohenKappa';
import { krippendorffAlpha } from '../../../src/core/metrics/krippendorffAlpha';
import { label } from './annotating';

test("Cohen's kappa of a table worked out by hand", () => {
  // 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: p_o = 0.7, p_e = 0.5.
  const pairs = (count: number, a: string, b: string) => Array.from({ length: count }, () => [a, b] as const);
  const table = [
    ...pairs(20, 'y', 'y'),
    ...pairs(5, 'y', 'n'),
    ...pairs(10, 'n', 'y'),
    ...pairs(15, 'n', 'n'),
  ];
  expect(cohenKappa(table)).toBeCloseTo(0.4, 12);
  expect(
    cohenKappa([
      ['a', 'b'],
      ['b', 'a'],
    ]),
  ).toBe(-1);
  expect(cohenKappa([])).toBeNaN();
});

test("Krippendorff's alpha of his own example with missing data", () => {
  // Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: nominal, four observers, alpha 0.743.
  const units = ['111', '2232', '3333', '3333', '2222', '1234', '4444', '1121', '2222', '555', '11', '3'];
  expect(krippendorffAlpha(units.map((unit) => [...unit]))).toBeCloseTo(0.743, 3);
  expect(
    krippendorffAlpha([
      ['a', 'a'],
      ['b', 'b'],
    ]),
  ).toBe(1);
  expect(krippendorffAlpha([['a'], ['b']])).toBeNaN();
});

function trace(identity: string, byName: Record<string, (Label | null)[]>): AnnotatedTrace {
  const length = Math.max(...Object.values(byName).map((labels) => labels.length));
  const steps = Array.from({ length }, (_, i) => ({ start: i, end: i + 1, score: null }));
  const said = (labels: (Label | null)[]) =>
    labels.flatMap((one, i) => (one === null ? [] : [label(one, i, i + 1)]));
  return {
    identity,
    steps,
    byAnnotator: new Map(Object.entries(byName).map(([name, labels]) => [name, said(labels)])),
  };
}

test('annotators are compared on what they both labelled, and their disagreements listed', () => {
  const { pairs, alpha, disagreements } = agreementOf([
    trace('one', { bob: ['good', 'bad', 'good'], anna: ['good', 'good', null], carl: [null, null, 'good'] }),
    trace('two', { anna: ['bad', 'unsure'], bob: ['bad', 'good'] }),
  ]);
  expect(pairs.map(({ annotators, steps, traces }) => [annotators.join(), steps, traces])).toEqual([
    ['anna,bob', 3, 2],
    ['anna,carl', 0, 1],
    ['bob,carl', 1, 1],
  ]);
  expect(pairs[0]?.same).toBeCloseTo(2 / 3, 12);
  // Anna sees no error in the first trace, Bob one in its second step; both one in the first step of the other.
  expect(pairs[0]?.sameFirstError).toBe(0.5);
  expect(pairs[1]?.same).toBeNaN();
  expect(alpha).toBeGreaterThan(0);
  expect(disagreements).toEqual([
    {
      identity: 'one',
      step: 1,
      labels: [
        { annotator: 'anna', label: 'good' },
        { annotator: 'bob', label: 'bad' },
      ],
    },
  ]);
});
