import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addEvalOptions, settingsOf, type EvalOptions } from '../../src/cli/evalOptions';

function parsed(...args: string[]): EvalOptions {
  const command = addEvalOptions(new Command('eval'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return command.parse(['--out', 'x', ...args], { from: 'user' }).opts<EvalOptions>();
}
const settings = (...args: string[]) => settingsOf(parsed(...args), {});

test('without options budget forcing is compared, greedy, under a few budgets', () => {
  expect(settings()).toMatchObject({
    paper: null,
    methods: ['budget-forcing'],
    budgets: [64, 128, 256, 512],
    waits: [0, 1, 2, 4],
    request: {
      preset: 'think-tags',
      budget: { maxThinkingTokens: 4096, maxAnswerTokens: 64 },
      sampler: { temperature: 0, topK: 0, topP: 1, minP: 0, repeatPenalty: 1, seed: 0 },
      continuation: ['Wait'],
    },
    mostTries: 64,
    difficultySamples: 8,
    confidence: 0.9,
  });
});

test('options decide the settings, in the order in which they are given', () => {
  expect(
    settings(
      ...['--methods', 'none, majority@4,ablation', '--budgets', '10,20', '--waits', '4,0', '--seed', '7'],
      ...[
        '--confidence',
        '0.5',
        '--samples',
        '3',
        '--most-tries',
        '9',
        '--continuation',
        'Hmm',
        '--max',
        '99',
      ],
    ),
  ).toMatchObject({
    methods: [
      'none',
      'majority@4',
      'continuation:none',
      'continuation:Alternatively',
      'continuation:Hmm',
      'continuation:Wait',
    ],
    budgets: [10, 20],
    waits: [4, 0],
    request: { budget: { maxThinkingTokens: 99 }, sampler: { seed: 7 }, continuation: ['Hmm'] },
    mostTries: 9,
    difficultySamples: 3,
    confidence: 0.5,
  });
});

test('a budget past the maximum raises it, unless it is set', () => {
  expect(settings('--budgets', '100,8192').request.budget.maxThinkingTokens).toBe(8192);
  expect(settings('--budgets', '100,8192', '--max', '500').request.budget.maxThinkingTokens).toBe(500);
});

test('a paper names its methods, and what suits the model is taken from it', () => {
  const { paper, methods, request } = settingsOf(parsed('--paper', 's1'), { preset: 's1-eval' });
  expect(paper).toBe('s1');
  expect(methods.slice(0, 3)).toEqual(['budget-forcing', 'none', 'token-conditional']);
  expect(request.preset).toBe('s1-eval');
});

test.each([
  [['--budgets', '64,x'], /--budgets is "x", but it must be a whole number from 1 to/],
  [['--budgets', '0,64'], /--budgets is "0"/],
  [['--budgets', '64,'], /--budgets is "", but it must be a whole number/],
  [['--waits', '-1'], /--waits is "-1"/],
  [['--waits', '1.5'], /--waits is "1.5"/],
  [['--methods', ''], /There is no method ""\. There are budget-forcing, /],
  [['--methods', 'none,none'], /--methods has "none" twice/],
  [['--budgets', '64,64'], /--budgets has "64" twice/],
  [['--paper', 's2'], /Allowed choices are s1/],
  [['--paper', 's1', '--methods', 'none'], /cannot be used with/],
  [['--confidence', '1.1'], /--confidence is "1.1"/],
  [['--limit', '0'], /--limit is "0"/],
])('%j is refused', (args, message) => {
  expect(() => parsed(...args)).toThrow(message);
});
