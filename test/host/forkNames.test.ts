import { expect, test } from 'vitest';
import {
  answerCounts,
  fileNameOf,
  forkName,
  nodeTraceName,
  readCount,
  searchName,
  seedsAfter,
  seedWords,
} from '../../src/host/forkNames';

test('a fork is called after its parent', () => {
  expect(forkName('sum.trace.json', 1)).toBe('sum.fork-1.trace.json');
  expect(forkName('sum.fork-1.trace.json', 2)).toBe('sum.fork-1.fork-2.trace.json');
  expect(forkName('imported.json', 1)).toBe('imported.fork-1.trace.json');
});

test('a file name is the last part of a path', () => {
  expect(fileNameOf('/a b/c.trace.json')).toBe('c.trace.json');
  expect(fileNameOf('c.trace.json')).toBe('c.trace.json');
});

test('answers are counted, the most frequent first', () => {
  expect(answerCounts(['5213', '5353', null, '5353'])).toBe('5353 ×2, 5213, –');
});

test('a count is a whole number from 1 to 32', () => {
  expect(['1', ' 5 ', '32'].map(readCount)).toEqual([1, 5, 32]);
  expect(['', ' ', '0', '33', '1.5', 'x', '-1'].map(readCount)).toEqual(Array(7).fill(null));
});

test('seeds follow the seed of the parent, and stay seeds', () => {
  expect(seedsAfter(0, 3)).toEqual([1, 2, 3]);
  expect(seedsAfter(2 ** 32 - 2, 2)).toEqual([2 ** 32 - 1, 0]);
  expect(seedWords([4])).toBe('seed 4');
  expect(seedWords([4, 5, 6])).toBe('seeds 4 to 6');
});

test('a search is called after its trace, and paths of it after their node', () => {
  expect(searchName('q.trace.json', 1)).toBe('q-1.search.json');
  expect(searchName('q-1.search.json', 2)).toBe('q-2.search.json');
  expect(searchName(null, 3)).toBe('search-3.search.json');
  expect(nodeTraceName('q-1.search.json', 12, 1)).toBe('q-1.node-12.trace.json');
  expect(nodeTraceName('q-1.search.json', 12, 2)).toBe('q-1.node-12-2.trace.json');
});
