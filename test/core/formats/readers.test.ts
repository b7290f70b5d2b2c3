/** What single readers do with rows that have the right fields and contradict themselves. */
import { describe, expect, it, test } from 'vitest';
import { expectedAnswer } from '../../../src/core/formats/expectedAnswer';
import { LARGEST_ROW_BYTES, RowBuffer } from '../../../src/core/formats/rowBuffer';
import { THINK_TAGS, divideText } from '../../../src/core/formats/thinkingText';
import { itemsOf, problemsOf, tracesOf } from '../../support/importing';

const completion = (text: string, rating: number | null) => ({ text, rating });
const prm = (...steps: unknown[]) => ({ question: { problem: 'q' }, label: { steps } });
const turns = (...pairs: [string, string][]) => ({
  conversations: pairs.map(([role, content]) => ({ role, content })),
});

describe('a row that contradicts itself', () => {
  it.each<[string, unknown, string]>([
    ['processbench', { problem: 'p', steps: ['a', 'b'], label: 2 }, '"label" is 2, but it must be -1 to 1.'],
    ['processbench', { problem: 'p', steps: ['a'], label: -2 }, '"label" is -2, but it must be -1 to 0.'],
    ['processbench', { problem: 'p', steps: [], label: -1 }, '"steps" is empty.'],
    ['trl', { prompt: 'p', completions: [], labels: [] }, '"completions" is empty.'],
    ['trl', { prompt: 'p', completions: ['a'], labels: [] }, '"labels" has 0 entries for 1 completions.'],
    [
      'math-shepherd',
      { input: 'Q Step 1: a ки\nStep 2: b ки', label: 'Q Step 1: a +\nStep 2: b ?' },
      '"label" has "?" for step 2, but it must be + or -.',
    ],
    [
      'math-shepherd',
      { input: 'Q Step 1: a ки\nStep 2: b ки', label: 'Q Step 1: a +\nStep 2: c -' },
      '"label" does not go on as "input" does after 1 tags.',
    ],
    [
      'math-shepherd',
      { input: 'Q Step 1: a ки', label: 'Q Step 1: a + and more' },
      '"label" does not go on as "input" does after 1 tags.',
    ],
    [
      'math-shepherd',
      { input: 'Q Step 1: a', label: 'Q Step 1: a' },
      '"input" holds no step: none ends with ки.',
    ],
    [
      'math-shepherd',
      { input: 'Q a ки', label: 'Q a +' },
      '"input" has no "Step 1:" to tell the question from the first step.',
    ],
    [
      'rlhflow',
      turns(['user', 'a'], ['user', 'b'], ['assistant', '+']),
      '"conversations.1.role" must be "assistant": steps and signs take turns.',
    ],
    ['rlhflow', turns(['user', 'a'], ['assistant', 'yes']), '"conversations.1.content" must be "+" or "-".'],
    ['rlhflow', turns(), '"conversations" is empty.'],
    [
      'prm800k',
      prm({ completions: [completion('a', 1)], chosen_completion: 1 }),
      '"label.steps.0.chosen_completion" is 1, but there are 1 completions.',
    ],
    ['prm800k', prm({ completions: null }), '"label.steps" holds no step with a text.'],
    [
      'prm800k',
      prm({ completions: [completion('a', 2)] }),
      '"label.steps.0.completions.0.rating" is 2, but it must be -1 or 0 or 1.',
    ],
    ['s1k', { question: 'q', thinking_trajectories: [], attempt: 'a' }, '"thinking_trajectories" is empty.'],
    [
      'chat',
      { messages: [{ role: 'user', content: 'q' }] },
      'The row has no turn of the model that shows its reasoning.',
    ],
    [
      'chat',
      { messages: [{ role: 'user', content: 7 }] },
      '"messages.0.content" is no text and no array of blocks.',
    ],
  ])('of %s is not read: %j', async (format, row, problem) => {
    const items = await itemsOf(JSON.stringify(row), format);
    expect(problemsOf(items)).toEqual([`1: ${problem}`]);
    expect(items).toHaveLength(1);
  });
});

test('of two trajectories the one that is there is read, and the other missed', async () => {
  const row = {
    question: 'q',
    deepseek_thinking_trajectory: 't',
    deepseek_attempt: null,
    gemini_thinking_trajectory: null,
  };
  const items = await itemsOf(JSON.stringify(row));
  expect(problemsOf(items)).toEqual([
    '1: "gemini_thinking_trajectory" is missing.',
    '1: "deepseek_attempt" is missing.',
  ]);
  expect(tracesOf(items).map(({ finish }) => finish)).toEqual([{ thinking: 'abort', answer: null }]);
});

test('steps after the last tag of Math-Shepherd have no label', async () => {
  const row = { input: 'Step 1: q? Step 1: a ки\nStep 2: b', label: 'Step 1: q? Step 1: a -\nStep 2: b' };
  const [trace] = tracesOf(await itemsOf(JSON.stringify(row)));
  expect(trace?.question.text).toBe('Step 1: q?');
  expect(trace?.imported?.labels).toEqual([-1, null]);
});

describe('a text with delimiters', () => {
  it.each<[string, ReturnType<typeof divideText>]>([
    ['a</think>b', { before: '', thinking: 'a', delimiter: '</think>', answer: 'b' }],
    ['q<think>\n\n  a</think>', { before: 'q', thinking: '  a', delimiter: '</think>', answer: '' }],
    ['<think>a<think>b', { before: '', thinking: 'a<think>b', delimiter: '', answer: null }],
    [
      'a</think>b<think>c</think>d',
      { before: '', thinking: 'a', delimiter: '</think>', answer: 'b<think>c</think>d' },
    ],
    ['<think>a</think>b<|im_end|>\n', { before: '', thinking: 'a', delimiter: '</think>', answer: 'b' }],
    ['<think>a<｜end▁of▁sentence｜>', { before: '', thinking: 'a', delimiter: '', answer: null }],
    ['a', null],
  ])('%j is divided at the first of them', (text, divided) => {
    expect(divideText(text, THINK_TAGS)).toEqual(divided);
  });
});

test.each<[string | null, string | null]>([
  ['12', '12'],
  [' 3/4 \n', '3/4'],
  ['So \\boxed{7} of 9.', '7'],
  ['It follows.\nAnswer: B', 'B'],
  ['There are 3 cases.\nAll are impossible by 2.', null],
  [`In ${'many '.repeat(20)}words: 4`, null],
  ['', null],
  [null, null],
])('the solution %j expects %j', (solution, expected) => {
  expect(expectedAnswer(solution)).toBe(expected);
});

test('a row that is too long is not held', () => {
  const buffer = new RowBuffer();
  buffer.push(new Uint8Array(LARGEST_ROW_BYTES));
  buffer.push(new Uint8Array(1));
  buffer.push(new Uint8Array(1));
  expect(buffer).toHaveProperty('pieces', []);
  expect(buffer.take(3)).toEqual({ line: 3, bytes: null });
  buffer.push(new Uint8Array([7]));
  expect(buffer.take(4)).toEqual({ line: 4, bytes: new Uint8Array([7]) });
});
