import { expect, test } from 'vitest';
import type { Annotation } from '../../../src/core/annotate/annotation';
import { firstErrorOf, stepLabels } from '../../../src/core/annotate/stepLabels';
import { label, said } from './annotating';

const steps = (...ends: number[]) => ends.map((end, i) => ({ start: ends[i - 1] ?? 0, end, score: null }));
const labels = (of: ReturnType<typeof steps>, ...annotations: Annotation[]) =>
  stepLabels(of, annotations).map((one) => (one ? `${one.label}${one.exact ? '' : '~'}` : '-'));

test('a step has the label of its tokens', () => {
  expect(labels(steps(4, 8, 12), label('good', 0, 4), label('bad', 8, 12))).toEqual(['good', '-', 'bad']);
});

test('labels stay when the trace is divided into other steps', () => {
  const said = [label('good', 0, 4), label('bad', 4, 8), label('unsure', 8, 12)];
  // Two steps that were joined: the worst of them.
  expect(labels(steps(8, 12), ...said)).toEqual(['bad~', 'unsure']);
  // A step that was divided: both parts.
  expect(labels(steps(2, 4, 8), ...said)).toEqual(['good~', 'good~', 'bad']);
  // A border that moved by a token.
  expect(labels(steps(5, 8), ...said)).toEqual(['good~', 'bad~']);
  // What only touches a step says nothing of it.
  expect(labels(steps(12, 20), label('bad', 10, 14))).toEqual(['-', '-']);
});

test('what was said of exactly the step wins', () => {
  expect(labels(steps(4), label('bad', 1, 4), label('good', 0, 4))).toEqual(['good']);
});

test('the first error is the one that is marked, else the first wrong step; −1 where all is right', () => {
  const of = steps(4, 8, 12);
  const bad = [label('good', 0, 4), label('bad', 4, 8)];
  expect(firstErrorOf(of, bad)).toBe(1);
  expect(firstErrorOf(of, [...bad, said({ kind: 'firstError', value: true }, { start: 8, end: 12 })])).toBe(
    2,
  );
  expect(firstErrorOf(of, [label('good', 0, 4)])).toBe(-1);
  expect(firstErrorOf(of, [said({ kind: 'flag', value: true }, { start: 0, end: 4 })])).toBeNull();
});
