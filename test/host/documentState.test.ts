import { describe, expect, test } from 'vitest';
import { DEFAULT_REQUEST } from '../../src/core/trace/trace';
import { isUnfinished, parametersOf, shownTrace, withParameters } from '../../src/host/documentState';
import { answered, begun, draft, stateOf } from './traces';

const waits = (count: number) => ({
  ...DEFAULT_REQUEST,
  budget: { ...DEFAULT_REQUEST.budget, waits: count },
});

describe('a change of the run bar', () => {
  test('of a draft changes the trace itself', () => {
    const before = stateOf(draft());
    const after = withParameters(before, { ...parametersOf(before), question: 'Why?', request: waits(2) });
    expect(after.trace.question.text).toBe('Why?');
    expect(after.trace.request.budget.waits).toBe(2);
    expect(after.next).toBeNull();
  });

  test('of a trace that ran leaves what was recorded alone, and is shown', () => {
    const before = stateOf(answered());
    const after = withParameters(before, { ...parametersOf(before), request: waits(3) });
    expect(after.trace).toBe(before.trace);
    expect(parametersOf(after).request.budget.waits).toBe(3);
    expect(shownTrace(after).request.budget.waits).toBe(3);
    expect(shownTrace(after).tokens).toBe(before.trace.tokens);
  });

  test('that changes nothing gives the same state, whatever the order of keys', () => {
    const state = stateOf(answered());
    const { budget, ...rest } = DEFAULT_REQUEST;
    expect(withParameters(state, { ...parametersOf(state), request: { budget, ...rest } })).toBe(state);
  });

  test('of the models alone is a change', () => {
    const state = stateOf(draft());
    expect(withParameters(state, { ...parametersOf(state), scorerPath: '/s.gguf' }).scorerPath).toBe(
      '/s.gguf',
    );
  });
});

describe('a trace is unfinished', () => {
  test('not as a draft, nor with its answer', () => {
    expect(isUnfinished(draft())).toBe(false);
    expect(isUnfinished(answered())).toBe(false);
  });

  test('while there is no answer, after a stop, and after a failure', () => {
    expect(isUnfinished(begun())).toBe(true);
    expect(isUnfinished({ ...answered(), finish: { thinking: 'end', answer: 'abort' } })).toBe(true);
    expect(isUnfinished({ ...answered(), failure: { code: 'engineFailed', message: '' } })).toBe(true);
  });
});
