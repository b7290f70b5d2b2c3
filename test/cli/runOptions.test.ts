import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { addRunOptions, requestOf, type RunOptions } from '../../src/cli/runOptions';
import { validateRequest } from '../../src/core/decode/validate';
import { DEFAULT_REQUEST } from '../../src/core/trace/trace';

function parsed(...typed: string[]): RunOptions {
  const command = addRunOptions(new Command('run'))
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  return command.parse(typed, { from: 'user' }).opts();
}

const request = (...typed: string[]) => requestOf(parsed(...typed), {});

test('without options the request is the default one, greedy and explicit', () => {
  expect(request()).toEqual(DEFAULT_REQUEST);
});

test('every option lands in the request', () => {
  expect(
    request(
      ...['--preset', 'generic', '--think-start', '<a>', '--think-end', '</a>', '--steps', 'regex:;\\s*'],
      ...['--min', '5', '--max', '100', '--waits', '3', '--continuation', 'Wait', '--continuation', 'Hmm'],
      ...[
        '--answer-prefix',
        'So:',
        '--answer-max',
        '9',
        '--temperature',
        '0.7',
        '--top-k',
        '40',
        '--top-p',
        '.95',
      ],
      ...['--min-p', '0.05', '--repeat-penalty', '1.1', '--seed', '4294967295'],
    ),
  ).toEqual({
    preset: 'generic',
    delimiters: { start: '<a>', end: '</a>' },
    budget: { minThinkingTokens: 5, maxThinkingTokens: 100, waits: 3, maxAnswerTokens: 9 },
    continuation: ['Wait', 'Hmm'],
    answerPrefix: 'So:',
    sampler: { temperature: 0.7, topK: 40, topP: 0.95, minP: 0.05, repeatPenalty: 1.1, seed: 4294967295 },
    segmentation: { by: 'regex', pattern: ';\\s*' },
  });
});

test("the model's defaults count where no option is given, and only there", () => {
  const defaults = { preset: 's1-eval', segmentation: { by: 'line' } } as const;
  expect(requestOf(parsed(), defaults)).toMatchObject(defaults);
  expect(requestOf(parsed('--preset', 'think-tags', '--steps', 'label'), defaults)).toMatchObject({
    preset: 'think-tags',
    segmentation: { by: 'label' },
  });
});

test('--continuation none refuses ends without a text', () => {
  expect(request('--continuation', 'none').continuation).toEqual([]);
  expect(() => request('--continuation', 'none', '--continuation', 'Wait')).toThrow(/goes with no other/);
  expect(() => request('--continuation', '')).toThrow(/--continuation is empty/);
});

describe('numbers', () => {
  test.each([
    '-1',
    '1.5',
    'NaN',
    '',
    ' ',
    '1e3',
    '0x10',
    '+5',
    '5 ',
    '１２',
    'Infinity',
    '99999999999',
    'many',
  ])('a whole number is not %j', (value) => {
    for (const option of [
      '--min',
      '--max',
      '--waits',
      '--answer-max',
      '--top-k',
      '--seed',
      '--context',
      '--threads',
    ]) {
      expect(() => parsed(option, value)).toThrow(
        `${option} is ${JSON.stringify(value)}, but it must be a whole number from`,
      );
    }
  });

  test.each(['-0.1', 'NaN', '', '1e-1', '1,5', '.', '1.', '11'])('a decimal number is not %j', (value) => {
    for (const option of ['--temperature', '--top-p', '--min-p', '--repeat-penalty']) {
      expect(() => parsed(option, value)).toThrow(
        `${option} is ${JSON.stringify(value)}, but it must be a number from`,
      );
    }
  });

  test('a maximum of 0 is refused: there would be no thinking', () => {
    expect(() => parsed('--max', '0')).toThrow(
      '--max is "0", but it must be a whole number from 1 to 1048576',
    );
  });

  test('a minimum above the maximum is refused', () => {
    expect(() => validateRequest('q', request('--min', '9', '--max', '8'))).toThrow(
      'The minimum of 9 thinking tokens is above the maximum of 8.',
    );
  });
});

test('delimiters belong to the generic preset, which needs an end', () => {
  expect(() => request('--think-end', '</x>')).toThrow('--think-end goes with --preset generic only');
  expect(() => request('--preset', 'generic')).toThrow('--preset generic needs --think-end TEXT');
  expect(request('--preset', 'generic', '--think-end', '</x>').delimiters).toEqual({
    start: '',
    end: '</x>',
  });
});

test.each(['lines', 'regex:', 'regex:(', 'regex:x*'])('--steps %s is refused', (rule) => {
  expect(() => parsed('--steps', rule)).toThrow(/--steps is|step pattern/);
});

test('a mistyped option is answered with the right one', () => {
  expect(() => parsed('--wait', '2')).toThrow(/unknown option '--wait'\s+\(Did you mean --waits\?\)/);
});

test('--json and --quiet exclude each other', () => {
  expect(() => parsed('--json', '--quiet')).toThrow(/cannot be used with/);
});
