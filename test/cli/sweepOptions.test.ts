import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { columnNames } from '../../src/cli/sweepFolder';
import { addSweepOptions, columnsOf, type SweepOptions } from '../../src/cli/sweepOptions';
import type { RunRequest } from '../../src/core/trace/trace';

function columns(...typed: string[]): RunRequest[] {
  const command = addSweepOptions(new Command('sweep'))
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  return columnsOf(command.parse(typed, { from: 'user' }).opts<SweepOptions>(), {});
}

const budgets = (...typed: string[]): [number, number][] =>
  columns(...typed).map(({ budget }) => [budget.maxThinkingTokens, budget.waits]);

test('maxima and waits are combined, in the order typed', () => {
  expect(budgets('--max', '128,32, 64', '--waits', '2,0')).toEqual([
    [128, 2],
    [128, 0],
    [32, 2],
    [32, 0],
    [64, 2],
    [64, 0],
  ]);
  expect(budgets('--max', '8,16', '--max', '4')).toEqual([
    [8, 0],
    [16, 0],
    [4, 0],
  ]);
  expect(budgets()).toEqual([64, 128, 256, 512].map((max) => [max, 0]));
});

test('strings, temperatures and seeds are combined with them, and the limit keeps the first columns', () => {
  const made = columns(
    ...['--max', '8', '--strings', 'Wait,Hmm,none', '--temperatures', '0,0.8', '--seeds', '1,2'],
  );
  expect(made).toHaveLength(12);
  expect(
    made.slice(0, 5).map(({ continuation, sampler }) => [continuation, sampler.temperature, sampler.seed]),
  ).toEqual([
    [['Wait'], 0, 1],
    [['Wait'], 0, 2],
    [['Wait'], 0.8, 1],
    [['Wait'], 0.8, 2],
    [['Hmm'], 0, 1],
  ]);
  expect(made.at(-1)?.continuation).toEqual([]);
  expect(budgets('--max', '8,16,32', '--limit', '2')).toEqual([
    [8, 0],
    [16, 0],
  ]);
});

test('what is not varied is as in a run', () => {
  const [column] = columns(
    '--max',
    '8',
    '--min',
    '3',
    '--continuation',
    'So',
    '--seed',
    '5',
    '--answer-max',
    '9',
  );
  expect(column).toMatchObject({
    budget: { minThinkingTokens: 3, maxThinkingTokens: 8, maxAnswerTokens: 9 },
    continuation: ['So'],
    sampler: { seed: 5 },
  });
});

describe('refuses', () => {
  test.each([
    ['a budget that is there twice', ['--max', '64,32,64'], /--max has "64" twice/],
    ['nothing between commas', ['--max', '64,'], /--max is ""/],
    ['zero thinking', ['--max', '0'], /--max is "0"/],
    ['a negative one', ['--max', '64,-1'], /--max is "-1"/],
    ['what is no number', ['--waits', '1,two'], /--waits is "two"/],
    ['an empty string', ['--strings', 'Wait,'], /--strings has an empty text/],
    [
      'an axis and its value',
      ['--seeds', '1,2', '--seed', '3'],
      /--seeds.* cannot be used with option '--seed/,
    ],
    ['more columns than there may be', ['--max', list(20), '--waits', list(20)], /at most 256 columns/],
  ])('%s', (_, typed, reason) => {
    expect(() => columns(...typed)).toThrow(reason);
  });

  function list(count: number): string {
    return Array.from({ length: count }, (_, i) => i + 1).join(',');
  }
});

test('files are named by what their columns differ in, and sort as numbers', () => {
  expect(columnNames(columns('--max', '64,512', '--waits', '0,10'))).toEqual([
    'max064-waits00',
    'max064-waits10',
    'max512-waits00',
    'max512-waits10',
  ]);
  const varied = columns('--max', '8', '--strings', 'a/b,none', '--temperatures', '0,0.5', '--seeds', '1,22');
  expect(columnNames(varied).slice(0, 3)).toEqual([
    'max8-waits0-string1-temperature0-seed01',
    'max8-waits0-string1-temperature0-seed22',
    'max8-waits0-string1-temperature0.5-seed01',
  ]);
  expect(new Set(columnNames(varied)).size).toBe(varied.length);
});
