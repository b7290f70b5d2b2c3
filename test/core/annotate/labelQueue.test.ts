import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelQueue, QUEUE_REASONS, type QueueCandidate } from '../../../src/core/annotate/labelQueue';

const candidate = (identity: string, more: Partial<QueueCandidate> = {}): QueueCandidate => ({
  identity,
  correct: true,
  scores: [0.9, 0.9],
  labels: [null, null],
  otherScores: null,
  gold: false,
  ...more,
});

test('wrong answers that the scorer trusts come first, then disagreements, other scorers, and scores near one half', () => {
  const queue = labelQueue([
    candidate('sure'),
    candidate('near', { scores: [0.9, 0.45] }),
    candidate('scorers', { scores: [0.8, 0.9], otherScores: [0.7, 0.1] }),
    candidate('criticised', { scores: [0.2, 0.9], labels: ['good', null] }),
    candidate('trusted', { correct: false, scores: [0.8, 0.95] }),
    candidate('doubted', { correct: false, scores: [0.8, 0.1] }),
    candidate('unscored', { scores: [null, null] }),
    candidate('done', { labels: ['good', 'bad'] }),
  ]);
  expect(queue).toEqual([
    { identity: 'trusted', reason: 'trustedButWrong', step: null, weight: 0.8 },
    { identity: 'criticised', reason: 'disagreement', step: 0, weight: 0.8 },
    { identity: 'scorers', reason: 'scorers', step: 1, weight: expect.closeTo(0.8) as number },
    { identity: 'near', reason: 'uncertain', step: 1, weight: expect.closeTo(0.9) as number },
    { identity: 'doubted', reason: 'uncertain', step: 0, weight: expect.closeTo(0.4) as number },
    { identity: 'sure', reason: 'uncertain', step: 0, weight: expect.closeTo(0.2) as number },
    { identity: 'unscored', reason: null, step: null, weight: 0 },
  ]);
});

test('one reason alone leaves out what it does not hold for', () => {
  const candidates = [candidate('a'), candidate('b', { correct: false })];
  expect(labelQueue(candidates, { reasons: ['trustedButWrong'] }).map(({ identity }) => identity)).toEqual([
    'b',
  ]);
});

test('of ten items one is gold, and all are there once', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(8), fc.nat(), (plain, gold, seed) => {
      const candidates = [
        ...Array.from({ length: plain }, (_, i) => candidate(`p${i}`)),
        ...Array.from({ length: gold }, (_, i) => candidate(`g${i}`, { gold: true })),
      ];
      const names = labelQueue(candidates, { seed }).map(({ identity }) => identity);
      expect(names.toSorted()).toEqual(candidates.map(({ identity }) => identity).toSorted());
      for (
        let block = 0;
        10 * (block + 1) <= names.length && block < gold && 9 * (block + 1) <= plain;
        block++
      ) {
        const golds = names.slice(10 * block, 10 * block + 10).filter((name) => name.startsWith('g'));
        expect(golds).toHaveLength(1);
      }
    }),
  );
  expect(QUEUE_REASONS).toHaveLength(4);
});
