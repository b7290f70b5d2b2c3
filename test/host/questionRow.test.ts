import { expect, test } from 'vitest';
import { readQuestion } from '../../src/host/questionRow';

test('a text is its own question, and its answer is not known', () => {
  expect(readQuestion('  What is 2*3?\n')).toEqual({ question: 'What is 2*3?', expected: null });
});

test('a row of a data set gives its question and its answer', () => {
  const row = (more: object): string => JSON.stringify({ question: ' What is 2*3? ', ...more });
  expect(readQuestion(row({ answer: '6' }))).toEqual({ question: 'What is 2*3?', expected: '6' });
  expect(readQuestion(row({ answer: 6 })).expected).toBe('6');
  expect(readQuestion(row({ answer: ' ' })).expected).toBeNull();
  expect(readQuestion(row({ answer: ['6'] })).expected).toBeNull();
});

test('JSON that is no such row is asked as it is', () => {
  for (const text of ['{"a": 1}', '{broken', '{"question": 3}'])
    expect(readQuestion(text)).toEqual({ question: text, expected: null });
});
