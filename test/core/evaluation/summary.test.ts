import { expect, test } from 'vitest';
import type { Cell } from '../../../src/core/evaluation/cell';
import type { ResultRow } from '../../../src/core/evaluation/resultRow';
import { summarize } from '../../../src/core/evaluation/summary';
import { csv, markdownTables, plainTables } from '../../../src/core/evaluation/summaryTable';

const cell = (method: string, budget: number | null, more: Partial<Cell> = {}): Cell => ({
  method,
  budget,
  waits: null,
  variant: null,
  mostThinkingTokens: budget,
  suffix: '',
  ...more,
});

const row = ({ method, budget, waits, variant }: Cell, more: Partial<ResultRow>): ResultRow => ({
  key: 'k',
  line: 1,
  domain: null,
  method,
  budget,
  waits,
  variant,
  answer: '7',
  expected: '7',
  correct: true,
  verdict: 'text',
  reason: '',
  thinkingTokens: 0,
  answerTokens: 1,
  tokens: 10,
  scorerTokens: 4,
  flops: 20,
  inControl: null,
  waitsDone: 0,
  steps: 1,
  finish: 'end',
  confidence: null,
  lastScore: null,
  attempts: [],
  note: null,
  timeMs: 5,
  trace: '',
  ...more,
});

const small = cell('asked', 100);
const large = cell('asked', 300);
const free = cell('free', null);
const CELLS = [large, small, free];
const ROWS = [
  row(small, { thinkingTokens: 50, correct: false }),
  row(small, { thinkingTokens: 150, correct: true, timeMs: 15 }),
  row(large, { thinkingTokens: 250, correct: true, flops: null }),
  row(large, { thinkingTokens: 150, correct: true }),
  row(free, { thinkingTokens: 400, correct: false }),
];

test('a cell has its means, and its share of runs within the limit', () => {
  const { results } = summarize(CELLS, ROWS, 0);
  expect(results.map(({ method, budget }) => [method, budget])).toEqual([
    ['asked', 300],
    ['asked', 100],
    ['free', null],
  ]);
  expect(results[1]).toMatchObject({
    n: 2,
    correct: 1,
    accuracy: 0.5,
    interval: { low: 0, high: 1 },
    meanThinkingTokens: 100,
    meanTokens: 10,
    meanFlops: 20,
    control: 0.5,
    meanTimeMs: 10,
  });
  // One of its rows does not know its FLOPs.
  expect(results[0]).toMatchObject({ accuracy: 1, meanThinkingTokens: 200, control: 1, meanFlops: null });
  expect(results[2]).toMatchObject({ accuracy: 0, control: null });
});

test('a method has its metrics; those of the first stand on top', () => {
  const { metrics } = summarize(CELLS, ROWS, 0);
  // From 50 % at 100 tokens to 100 % at 200: 0.5 / 100 a token, 5 a thousand; 3 of 4 runs within their limit.
  const asked = { method: 'asked', control: 0.75, scaling: 5, performance: 1 };
  expect(metrics).toEqual({
    ...asked,
    methods: [asked, { method: 'free', control: null, scaling: null, performance: 0 }],
  });
});

test('what has not been run yet is unknown, not zero', () => {
  const { results, metrics } = summarize([small], [], 0);
  expect(results[0]).toMatchObject({
    n: 0,
    accuracy: null,
    interval: null,
    meanThinkingTokens: null,
    control: null,
  });
  expect(metrics).toMatchObject({ control: null, scaling: null, performance: null });
});

test('the tables say what is what, in Markdown and in plain text', () => {
  const summary = summarize([cell('a|b', 100, { waits: 2, variant: 'short' }), ...CELLS], ROWS, 0);
  const markdown = markdownTables(summary).split('\n');
  expect(markdown[2]).toBe('| a\\|b (short) | 100 | 2 | 0 | – | – | – | – | – | – | – |');
  expect(markdown[4]).toBe('| asked | 100 | – | 2 | 50.0 (0.0–100.0) | 100 | 50.0 | 10 | 4 | 2.0e+1 | 10 |');
  expect(markdown).toContain('| asked | 75.0 | 500.0 | 100.0 |');
  const plain = plainTables(summary).split('\n');
  expect(plain.some((line) => /^asked +100 +– +2 +50\.0 \(0\.0–100\.0\) +100 +50\.0 /.test(line))).toBe(true);
});

test('CSV quotes what would break it, and leaves empty what is not known', () => {
  const text = csv(summarize([cell('continuation:a,"b"\nc', 100), free], ROWS, 0));
  expect(text.split('\r\n')[0]).toMatch(/^method,variant,budget,waits,n,correct,accuracy,/);
  expect(text).toContain('"continuation:a,""b""\nc",,100,,0,0,,,,');
  expect(text).toContain('free,,,,1,0,0,0,0,400,10,4,20,,5\r\n');
});
