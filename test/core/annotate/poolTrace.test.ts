import { expect, test } from 'vitest';
import type { Annotation } from '../../../src/core/annotate/annotation';
import type { Label } from '../../../src/core/annotate/vocabulary';
import { candidatesOf, labelledTraces, type PoolTrace } from '../../../src/core/annotate/poolTrace';
import { label, said } from './annotating';

const trace = (
  identity: string,
  scores: (number | null)[],
  byAnnotator: Record<string, Annotation[]> = {},
  scorer: string | null = 'scorer',
): PoolTrace => ({
  identity,
  steps: scores.map((score, i) => ({ start: i, end: i + 1, score })),
  correct: null,
  scorer,
  byAnnotator: new Map(Object.entries(byAnnotator)),
});
const labels = (...of: (Label | null)[]) =>
  of.flatMap((one, i) => (one === null ? [] : [label(one, i, i + 1)]));

test('of two files with the same trace the second gives the scores of its scorer', () => {
  const first = trace('one', [0.9, 0.1], { anna: labels('good', null) });
  const second = trace('one', [0.2, 0.3], {}, 'other');
  const candidates = candidatesOf([first, second, trace('one', [0.5, 0.5]), trace('empty', [])], 'anna');
  expect([...candidates.values()]).toEqual([
    {
      identity: 'one',
      correct: null,
      scores: [0.9, 0.1],
      labels: ['good', null],
      otherScores: [0.2, 0.3],
      gold: false,
    },
  ]);
});

test('traces with gold labels are gold, but not to who gives them', () => {
  const traces = [trace('one', [0.5], { gold: labels('bad') })];
  expect([...candidatesOf(traces, 'anna').values()].map(({ gold, labels: own }) => [gold, own])).toEqual([
    [true, [null]],
  ]);
  expect([...candidatesOf(traces, 'gold').values()].map(({ gold, labels: own }) => [gold, own])).toEqual([
    [false, ['bad']],
  ]);
});

test('a step has its gold label, else that of most annotators', () => {
  const reported = (byAnnotator: Record<string, Annotation[]>) =>
    labelledTraces([trace('one', [0.5, 0.6], byAnnotator)])[0]?.steps.map((step) => step.label);
  expect(reported({ gold: labels('bad'), anna: labels('good', 'good') })).toEqual(['bad', 'good']);
  expect(
    reported({ anna: labels('good', 'bad'), bob: labels('good', 'good'), carl: labels('bad', 'bad') }),
  ).toEqual(['good', 'bad']);
  expect(reported({ anna: labels('good'), bob: labels('bad', 'good') })).toEqual([null, 'good']);
  expect(reported({ anna: [said({ kind: 'note', value: 'x' }, { start: 0, end: 1 })] })).toBeUndefined();
});

test('a class of failure that was confirmed is in the report', () => {
  const confirmed = said({ kind: 'failure', value: 'scoringBias' }, { start: 1, end: 2 });
  const [one] = labelledTraces([trace('one', [0.5, 0.6], { anna: [...labels('good'), confirmed] })]);
  expect(one?.steps.map(({ failure }) => failure)).toEqual([null, 'scoringBias']);
});
