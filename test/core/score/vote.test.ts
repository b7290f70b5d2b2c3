import { describe, expect, it } from 'vitest';
import { aggregate, type Aggregation } from '../../../src/core/score/aggregate';
import { bestAnswer, majorityVote, weightedVote } from '../../../src/core/score/vote';

describe('the score of a trace', () => {
  it.each<[Aggregation, number]>([
    ['last', 0.8],
    ['min', 0.5],
    ['mean', 0.7],
    ['product', 0.32],
  ])('by %s', (by, expected) => {
    expect(aggregate([0.8, 0.5, 0.8], by)).toBeCloseTo(expected, 12);
  });

  it('is none without steps', () => {
    expect(aggregate([], 'min')).toBeNull();
  });
});

const candidates = [
  { answer: '1', score: 0.4 },
  { answer: '2', score: 0.9 },
  { answer: null, score: 1 },
  { answer: '1', score: 0.4 },
  { answer: '3', score: null },
  { answer: '1', score: 0.3 },
];

describe('an answer is chosen', () => {
  it('by the best score', () => expect(bestAnswer(candidates)).toBe('2'));

  it('by the sum of scores', () => expect(weightedVote(candidates)).toBe('1'));

  it('by number', () => {
    expect(majorityVote(['2', '1', null, null, null, '1'])).toBe('1');
  });

  it('first among equals', () => {
    expect(majorityVote(['2', '1', '1', '2', '3'])).toBe('2');
    expect(bestAnswer(candidates.map((candidate) => ({ ...candidate, score: 0.5 })))).toBe('1');
  });

  it('with equality as the caller sees it, in the words of the first', () => {
    const same = (one: string, other: string): boolean => Number(one) === Number(other);
    expect(majorityVote(['2', '1.0', '1'], same)).toBe('1.0');
  });

  it('not where none is valid', () => {
    expect(majorityVote([null])).toBeNull();
    expect(bestAnswer([{ answer: '1', score: NaN }])).toBeNull();
    expect(weightedVote([])).toBeNull();
  });
});
