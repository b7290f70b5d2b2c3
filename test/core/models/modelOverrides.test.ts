import { expect, test } from 'vitest';
import { mergeDefaults, requestFrom } from '../../../src/core/modelDefaults';
import { overrideProblems, overridesFor } from '../../../src/core/models/modelOverrides';
import { DEFAULT_REQUEST } from '../../../src/core/trace/trace';

test('an entry fits by name or by pattern, the more precise first, field by field', () => {
  const setting = {
    '*': { preset: 'generic', budget: { waits: 1, maxThinkingTokens: 100 } },
    'Qwen3-*.gguf': { preset: 'think-tags', budget: { waits: 2 } },
    'qwen3-8b.gguf': { sampler: { temperature: 0.6 } },
    'Qwen2*': { answerPrefix: 'no' },
  };
  expect(overridesFor(setting, 'Qwen3-8B.gguf')).toEqual({
    preset: 'think-tags',
    budget: { waits: 2, maxThinkingTokens: 100 },
    sampler: { temperature: 0.6 },
  });
  expect(overridesFor(setting, 'other.gguf')).toEqual(setting['*']);
  expect(overridesFor({ 'a.gguf': { preset: 'generic' } }, 'aXgguf')).toEqual({});
  expect(overridesFor({ 'm-?.gguf': { answerPrefix: 'x' } }, 'm-1.gguf')).toEqual({ answerPrefix: 'x' });
});

test('an entry that is not valid is told with its field, and only where it fits', () => {
  const setting = {
    'a*.gguf': { budget: { waits: -1 } },
    'b.gguf': { presett: 'generic' },
    'c.gguf': { preset: 'think-tags', delimiters: { start: '', end: 'x' } },
    'd.gguf': { preset: 'generic' },
  };
  expect(() => overridesFor(setting, 'ab.gguf')).toThrow(
    /waitpoint\.modelDefaults is not valid for "a\*\.gguf": budget\.waits: .*Correct it/,
  );
  expect(overridesFor(setting, 'd.gguf')).toEqual({ preset: 'generic' });
  expect(overrideProblems(setting)).toEqual([
    expect.stringContaining('"a*.gguf": budget.waits'),
    expect.stringMatching(/"b\.gguf": .*presett/),
    expect.stringContaining('"c.gguf": delimiters: delimiters go with the preset "generic" only'),
  ]);
  expect(overrideProblems(['x'])).toEqual([expect.stringContaining('must be an object')]);
  expect(overrideProblems(undefined)).toEqual([]);
  expect(overridesFor('nonsense', 'a.gguf')).toEqual({});
});

test('the first layer that says something is followed, and the built-in request at the end', () => {
  expect(requestFrom([])).toEqual(DEFAULT_REQUEST);
  const request = requestFrom([
    { budget: { waits: 3 }, sampler: {} },
    { preset: 'generic', budget: { waits: 1, maxAnswerTokens: 9 } },
    { preset: 'think-tags', delimiters: { start: '<r>', end: '</r>' }, segmentation: { by: 'line' } },
  ]);
  expect(request).toEqual({
    ...DEFAULT_REQUEST,
    preset: 'generic',
    delimiters: { start: '<r>', end: '</r>' },
    budget: { ...DEFAULT_REQUEST.budget, waits: 3, maxAnswerTokens: 9 },
    segmentation: { by: 'line' },
  });
  // Delimiters go with generic alone.
  expect(
    requestFrom([{ preset: 's1-eval' }, { delimiters: { start: 'a', end: 'b' } }]).delimiters,
  ).toBeNull();
  expect(requestFrom([{ preset: 'generic' }]).delimiters).toEqual({ start: '<think>', end: '</think>' });
  expect(mergeDefaults([{ preset: undefined }, { preset: 'generic' }])).toEqual({
    preset: 'generic',
  });
});
