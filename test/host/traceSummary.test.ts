import { expect, test } from 'vitest';
import { stringifyTrace } from '../../src/core/trace/traceFile';
import type { Trace } from '../../src/core/trace/trace';
import { HEAD_BYTES, summarize, TAIL_BYTES } from '../../src/host/traceSummary';
import { answered, begun, columns, draft } from './traces';

/** Read as the side bar reads it: the two ends alone. */
function read(trace: Trace) {
  const text = stringifyTrace(trace);
  return summarize(text.slice(0, HEAD_BYTES), text.slice(-TAIL_BYTES));
}

test('question, answer and state are found', () => {
  expect(read(draft('Why?'))).toEqual({ question: 'Why?', answer: null, state: 'draft' });
  expect(read(begun('Why?'))).toEqual({ question: 'Why?', answer: null, state: 'unfinished' });
  expect(read(answered('Why?'))).toEqual({ question: 'Why?', answer: '6', state: 'done' });
});

test('a failed trace is unfinished', () => {
  expect(read({ ...answered(), failure: { code: 'x', message: 'y' } })?.state).toBe('unfinished');
});

test('an answer that was not extracted is shown as it stands', () => {
  const answer = { start: 0, end: 0, text: 'about "six"', extracted: null };
  expect(read({ ...answered(), answer })?.answer).toBe('about "six"');
});

test('the middle of a long trace is not needed', () => {
  const tokens = {
    ...columns(...Array.from({ length: 20_000 }, (_, index) => `token ${index}`)),
    provenance: [],
  };
  expect(read({ ...answered('Why?'), tokens })).toEqual({ question: 'Why?', answer: '6', state: 'done' });
});

test('text that looks like keys is only text', () => {
  const question = '"prompt": null, "question": {"text": "no"}, "failure": {';
  expect(read(answered(question))).toEqual({ question, answer: '6', state: 'done' });
});

test('what is no trace, or cut off, has no summary', () => {
  const text = stringifyTrace(answered());
  for (const broken of ['', '{', 'hello', text.slice(0, 200), '{"question": {"text": "\u0001"}}']) {
    expect(summarize(broken, broken)).toBeNull();
  }
});
