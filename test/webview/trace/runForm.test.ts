import { describe, expect, it } from 'vitest';
import type { RunRequest } from '../../../src/core/trace/trace';
import { formOf, readForm, type RunForm } from '../../../webview/trace/runForm';
import { draft } from '../harness/scenarios';

const parameters = (request: Partial<RunRequest> = {}) => ({
  question: 'Why?',
  request: { ...draft().request, ...request },
  modelPath: '/m.gguf',
  scorerPath: 'none',
});

const problemsOf = (change: Partial<RunForm>): Record<string, string> =>
  Object.fromEntries(readForm({ ...formOf(parameters()), ...change }).problems);

describe('readForm', () => {
  it('gives back what the form was made from', () => {
    const requests: Partial<RunRequest>[] = [
      {},
      { preset: 'generic', delimiters: { start: '[', end: ']\n' }, answerPrefix: 'So: ' },
      {
        sampler: { temperature: 0.8, topK: 40, topP: 0.95, minP: 0.05, repeatPenalty: 1.1, seed: 4294967295 },
      },
      { segmentation: { by: 'regex', pattern: '\\.\\s' }, continuation: [] },
      { continuation: ['\nWait', 'Hmm'], answerPrefix: '' },
    ];
    for (const request of requests) {
      expect(readForm(formOf(parameters(request))).parameters).toEqual(parameters(request));
    }
  });

  it('names a minimum above the maximum at the minimum', () => {
    expect(problemsOf({ min: '600' })).toEqual({
      min: 'The minimum of 600 is above the maximum of 512. Lower it, or raise the maximum.',
    });
  });

  it.each([
    ['1.5', 'Must be a whole number, not 1.5.'],
    ['-1', 'Cannot be below 0.'],
    ['', 'Type a whole number.'],
    ['NaN', '“NaN” is not a number.'],
    ['0x10', '“0x10” is not a number.'],
    ['1e400', 'Must be a whole number, not 1e400.'],
    ['99999999999999999999', 'Cannot be above 9007199254740991.'],
  ])('says what is wrong with %j waits', (waits, message) => {
    expect(problemsOf({ waits })).toEqual({ waits: message });
    expect(readForm({ ...formOf(parameters()), waits }).parameters).toBeNull();
  });

  it('wants a question, a model, and at least one token of each kind', () => {
    expect(problemsOf({ question: ' \n', modelPath: '', max: '0', maxAnswer: '0' })).toEqual({
      question: 'Type a question to run.',
      modelPath: 'Choose a model.',
      max: 'Cannot be below 1.',
      maxAnswer: 'Cannot be below 1.',
    });
  });

  it('checks the temperature only where it is used', () => {
    expect(problemsOf({ greedy: true, temperature: 'hot' })).toEqual({});
    expect(problemsOf({ greedy: false, temperature: '0' })).toEqual({
      temperature: 'Must be above 0. Choose greedy for 0.',
    });
  });

  it('checks ranges of the sampler', () => {
    expect(
      problemsOf({ topP: '1.1', minP: '-0.1', topK: '0.5', seed: '4294967296', repeatPenalty: '0' }),
    ).toEqual({
      topP: 'Cannot be above 1.',
      minP: 'Cannot be below 0.',
      topK: 'Must be a whole number, not 0.5.',
      seed: 'Cannot be above 4294967295.',
      repeatPenalty: 'Must be above 0.',
    });
  });

  it('wants an end for the generic preset and a pattern that is one', () => {
    expect(problemsOf({ preset: 'generic', delimiterEnd: '' })).toHaveProperty('delimiterEnd');
    expect(problemsOf({ segmentBy: 'regex', pattern: '(' })['pattern']).toMatch(/Invalid regular expression/);
    expect(problemsOf({ segmentBy: 'line', pattern: '(' })).toEqual({});
  });
});
