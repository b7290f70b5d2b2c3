import { expect, test } from 'vitest';
import { requestChanges } from '../../../src/core/trace/requestChanges';
import { DEFAULT_REQUEST, type Trace } from '../../../src/core/trace/trace';
import { headOf } from '../../../src/core/trace/traceHead';
import { answered, begun, draft } from '../../host/traces';

const expecting = (trace: Trace, expected: string): Trace => ({
  ...trace,
  question: { ...trace.question, expected },
});

test('a draft, a run that broke off and one that is done are told apart', () => {
  expect([draft(), begun(), answered()].map((trace) => headOf(trace).state)).toEqual([
    'draft',
    'unfinished',
    'done',
  ]);
  expect(headOf({ ...answered(), failure: { code: 'x', message: 'y' } }).state).toBe('unfinished');
});

test('an answer is right or wrong where the right one is known and the run is done', () => {
  expect(headOf(answered()).right).toBeNull();
  expect(headOf(expecting(answered(), ' 6')).right).toBe(true);
  expect(headOf(expecting(answered(), '7')).right).toBe(false);
  expect(
    headOf(expecting({ ...answered(), finish: { thinking: 'end', answer: 'abort' } }, '6')).right,
  ).toBeNull();
});

test('scores: the last one there is, and the lowest', () => {
  const steps = [0.9, 0.2, 0.7, null].map((score) => ({ start: 0, end: 0, score }));
  expect(headOf({ ...answered(), steps })).toMatchObject({ lastScore: 0.7, leastScore: 0.2 });
  expect(headOf(answered())).toMatchObject({ lastScore: null, leastScore: null });
});

test('what two requests ask otherwise', () => {
  const { budget, sampler } = DEFAULT_REQUEST;
  const after = {
    ...DEFAULT_REQUEST,
    budget: { ...budget, waits: 3 },
    sampler: { ...sampler, seed: 7 },
    continuation: ['Hmm'],
  };
  expect(requestChanges(DEFAULT_REQUEST, after)).toEqual([
    { setting: 'budget.waits', value: '3' },
    { setting: 'sampler.seed', value: '7' },
    { setting: 'continuation', value: '["Hmm"]' },
  ]);
  expect(requestChanges(after, after)).toEqual([]);
});
