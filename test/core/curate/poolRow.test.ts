import { expect, test } from 'vitest';
import { configSchema, type CurationConfig } from '../../../src/core/curate/curationConfig';
import { readPoolRow, type PoolRow } from '../../../src/core/curate/poolRow';

const read = (row: unknown, config: unknown = {}): Partial<PoolRow> & { problem?: string } =>
  readPoolRow(row, configSchema.parse(config) satisfies CurationConfig);

const S1K = {
  solution: '\\boxed{7}',
  question: 'What is 3+4?',
  cot_type: 'math',
  source_type: 'qq8933/AIME_1983_2024',
  metadata: '{}',
  cot: null,
  thinking_trajectories: ['Three and four.'],
  attempt: 'It is 7.',
};

test('a row of s1K, with the columns of its makers', () => {
  expect(
    read({
      ...S1K,
      domain: 'Algebra',
      gemini_length: '812',
      isqwen7bcorrect: false,
      isqwen32bcorrect: true,
      id: 4,
    }),
  ).toEqual({
    question: 'What is 3+4?',
    trace: 'Three and four.',
    answer: 'It is 7.',
    solution: '\\boxed{7}',
    domain: 'Algebra',
    source: 'qq8933/AIME_1983_2024',
    length: 812,
    correct: null,
    verdicts: [false, true],
    nullField: null,
    id: '4',
  });
});

test('of s1K-1.1 the trace of DeepSeek counts, with its grade; without it that of Gemini', () => {
  const row = {
    question: 'Q',
    gemini_thinking_trajectory: 'g',
    gemini_attempt: 'ga',
    gemini_grade: 'No',
    deepseek_thinking_trajectory: 'd',
    deepseek_attempt: 'da',
    deepseek_grade: 'Yes',
  };
  expect(read(row)).toMatchObject({ trace: 'd', answer: 'da', correct: true });
  expect(read({ ...row, deepseek_thinking_trajectory: null })).toMatchObject({
    trace: 'g',
    answer: 'ga',
    correct: false,
    nullField: 'deepseek_thinking_trajectory',
  });
});

test.each<[string, unknown, Partial<PoolRow>]>([
  [
    'chat messages',
    {
      messages: [
        { role: 'user', content: 'Q' },
        { role: 'assistant', reasoning: 't', content: 'a' },
      ],
    },
    { question: 'Q', trace: 't', answer: 'a' },
  ],
  [
    'ProcessBench',
    { problem: 'Q', steps: ['a', 'b'], final_answer_correct: true, label: -1 },
    { question: 'Q', trace: 'a\n\nb' },
  ],
  ['a text with tags', '<think>t</think>a', { trace: 't', answer: 'a' }],
  [
    'Omni-MATH',
    { problem: 'Q', solution: 's', domain: ['Mathematics -> Algebra'] },
    { question: 'Q', trace: null, domain: 'Mathematics -> Algebra' },
  ],
  [
    'a question with its answer',
    { question: 'Q', answer: '4', subject: 'Algebra' },
    { question: 'Q', solution: '4', domain: 'Algebra' },
  ],
  ['AIME', { Problem: 'Q', Answer: 4 }, { question: 'Q', solution: '4', domain: null }],
])('%s is read', (_, row, expected) => {
  // A text has no question in it: nothing tells it.
  const found = typeof row === 'string' ? read(`<|im_start|>user\nQ<|im_end|>\n${row}`) : read(row);
  expect(found).toMatchObject(expected);
});

test('columns have the names that the configuration gives them', () => {
  const row = { q: 'Q', cot: ['t'], topic: 'D', from: 'S', n: 9, ok: 1, v: 'yes', other: null };
  const columns = {
    question: 'q',
    trace: 'cot',
    domain: 'topic',
    source: 'from',
    length: 'n',
    correct: 'ok',
  };
  expect(
    read(row, { columns, difficulty: { graders: ['v'] }, quality: { mayBeNull: ['other'] } }),
  ).toMatchObject({
    question: 'Q',
    trace: 't',
    domain: 'D',
    source: 'S',
    length: 9,
    correct: true,
    verdicts: [true],
    nullField: null,
  });
});

test.each<[string, unknown, RegExp]>([
  ['no object', 7, /no object with columns/],
  ['an empty question', { ...S1K, question: ' ' }, /^The question is empty\.$/],
  ['no question', { a: 1, b: 2 }, /no column "question".*Its columns: "a, b"/],
  ['a question that is a number', { ...S1K, question: 4 }, /^"question" is 4, but it must be a text\.$/],
  ['a null question', { ...S1K, question: null }, /^"question" is null, but it must be a text\.$/],
])('%s is said', (_, row, problem) => {
  expect(read(row).problem).toMatch(problem);
});
