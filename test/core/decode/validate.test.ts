import { describe, expect, it } from 'vitest';
import { leastContext, validateRequest } from '../../../src/core/decode/validate';
import { MOST_TOKENS } from '../../../src/core/limits';
import { WaitpointError } from '../../../src/core/errors';
import {
  DEFAULT_REQUEST,
  type Budget,
  type RunRequest,
  type SamplerSettings,
} from '../../../src/core/trace/trace';

const withBudget = (budget: Partial<Budget>): RunRequest => ({
  ...DEFAULT_REQUEST,
  budget: { ...DEFAULT_REQUEST.budget, ...budget },
});
const withSampler = (sampler: Partial<SamplerSettings>): RunRequest => ({
  ...DEFAULT_REQUEST,
  sampler: { ...DEFAULT_REQUEST.sampler, ...sampler },
});

function refusal(request: RunRequest, question = 'a'): WaitpointError {
  try {
    validateRequest(question, request);
  } catch (error) {
    if (error instanceof WaitpointError) return error;
    throw error;
  }
  return expect.fail('the request was taken');
}

describe('a request', () => {
  it('is taken when all is in order, at its limits too', () => {
    validateRequest('a', DEFAULT_REQUEST);
    validateRequest('a', withBudget({ minThinkingTokens: 1, maxThinkingTokens: 1, maxAnswerTokens: 1 }));
    validateRequest('a', withBudget({ maxThinkingTokens: MOST_TOKENS, waits: MOST_TOKENS }));
    validateRequest(
      'a',
      withSampler({ temperature: 2, topK: 1, topP: 0, minP: 1, repeatPenalty: 0.5, seed: 2 ** 32 - 1 }),
    );
    validateRequest('a', { ...DEFAULT_REQUEST, continuation: [] });
  });

  it.each(['', '   ', '\n\t'])('needs a question: %j is none', (question) => {
    expect(refusal(DEFAULT_REQUEST, question).code).toBe('emptyQuestion');
  });

  const names = {
    minThinkingTokens: 'The minimum of thinking tokens',
    maxThinkingTokens: 'The maximum of thinking tokens',
    waits: 'The number of waits',
    maxAnswerTokens: 'The maximum of answer tokens',
  };
  const badCounts = [-1, 0.5, NaN, Infinity, -Infinity, MOST_TOKENS + 1, 1e300];
  it.each(
    (Object.keys(names) as (keyof Budget)[]).flatMap((key) =>
      badCounts.map((value) => [key, value] as const),
    ),
  )('says that the budget %s of %d is wrong, and what would be right', (key, value) => {
    const error = refusal(withBudget({ [key]: value }));
    const least = key.startsWith('max') ? 1 : 0;
    expect(error).toMatchObject({
      code: 'badBudget',
      message: `${names[key]} is "${value}", but it must be a whole number from ${least} to 1048576.`,
    });
  });

  it.each(['maxThinkingTokens', 'maxAnswerTokens'] as const)('needs at least one of %s', (key) => {
    expect(refusal(withBudget({ [key]: 0 })).message).toContain(
      'is "0", but it must be a whole number from 1',
    );
  });

  it('names a value that is no number at all', () => {
    const budget = { ...DEFAULT_REQUEST.budget, waits: '2' as unknown as number };
    expect(refusal({ ...DEFAULT_REQUEST, budget }).message).toContain('The number of waits is "2"');
  });

  it('needs a minimum that is not above its maximum', () => {
    expect(refusal(withBudget({ minThinkingTokens: 9, maxThinkingTokens: 8 })).message).toMatch(
      /minimum of 9 thinking tokens is above the maximum of 8/,
    );
  });

  it.each<[keyof SamplerSettings, number, string]>([
    ['temperature', -0.1, 'The temperature is "-0.1", but it must be a number from 0 (greedy) on.'],
    ['temperature', NaN, 'The temperature is "NaN", but it must be a number from 0 (greedy) on.'],
    ['temperature', Infinity, 'The temperature is "Infinity", but it must be a number from 0 (greedy) on.'],
    ['topK', -1, 'top-k is "-1", but it must be a whole number from 0 (off) on.'],
    ['topK', 1.5, 'top-k is "1.5", but it must be a whole number from 0 (off) on.'],
    ['topP', 1.1, 'top-p is "1.1", but it must be a number from 0 to 1 (off).'],
    ['minP', -1, 'min-p is "-1", but it must be a number from 0 (off) to 1.'],
    ['repeatPenalty', 0, 'The repetition penalty is "0", but it must be a number above 0 (1 is off).'],
    ['seed', -1, 'The seed is "-1", but it must be a whole number from 0 to 4294967295.'],
    ['seed', 2 ** 32, 'The seed is "4294967296", but it must be a whole number from 0 to 4294967295.'],
    ['seed', 0.5, 'The seed is "0.5", but it must be a whole number from 0 to 4294967295.'],
  ])('says that the sampler setting %s of %d is wrong', (key, value, message) => {
    expect(refusal(withSampler({ [key]: value }))).toMatchObject({ code: 'badInput', message });
  });

  it('needs delimiters for the generic preset', () => {
    expect(refusal({ ...DEFAULT_REQUEST, preset: 'generic' }).message).toContain('needs the delimiters');
    const delimiters = { start: '', end: '' };
    expect(refusal({ ...DEFAULT_REQUEST, preset: 'generic', delimiters }).message).toContain(
      'delimiters.end',
    );
  });

  it('says which continuation string is empty', () => {
    expect(refusal({ ...DEFAULT_REQUEST, continuation: ['Wait', ''] }).message).toContain('continuation.1');
  });

  it('needs a step pattern that works', () => {
    const segmentation = { by: 'regex', pattern: '[' } as const;
    expect(refusal({ ...DEFAULT_REQUEST, segmentation }).message).toContain('"["');
  });

  it('needs room for its thinking and its answer at least', () => {
    expect(leastContext(withBudget({ maxThinkingTokens: 100, maxAnswerTokens: 7 }))).toBe(107);
  });
});
