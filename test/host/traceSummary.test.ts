import { describe, expect, test } from 'vitest';
import { stringifyTrace } from '../../src/core/trace/traceFile';
import type { Trace } from '../../src/core/trace/trace';
import { stringifySearch } from '../../src/core/search/searchFile';
import type { SearchRecord } from '../../src/core/search/searchRecord';
import { HEAD_BYTES, summarize, summarizeSearch, TAIL_BYTES } from '../../src/host/traceSummary';
import { BEAM, manyNodes, searchRecord } from '../support/searchRecord';
import { answered, begun, columns, draft } from './traces';

/** Read as the side bar reads it: the two ends alone. */
function read(trace: Trace) {
  const text = stringifyTrace(trace);
  return summarize(text.slice(0, HEAD_BYTES), text.slice(-TAIL_BYTES));
}

test('question, answer and state are found', () => {
  expect(read(draft('Why?'))).toEqual({ question: 'Why?', answer: null, state: 'draft', low: false });
  expect(read(begun('Why?'))).toEqual({ question: 'Why?', answer: null, state: 'unfinished', low: false });
  expect(read(answered('Why?'))).toEqual({ question: 'Why?', answer: '6', state: 'done', low: false });
});

test('a failed trace is unfinished', () => {
  expect(read({ ...answered(), failure: { code: 'x', message: 'y' } })?.state).toBe('unfinished');
});

test('an imported trace is no draft, and done where it has an answer', () => {
  const imported: Trace['imported'] = { format: 's1k', source: 'a.jsonl', line: 1, labels: null };
  const finish: Trace['finish'] = { thinking: null, answer: null };
  expect(read({ ...answered(), prompt: null, imported, finish })).toMatchObject({
    answer: '6',
    state: 'done',
  });
  expect(read({ ...begun(), prompt: null, imported, finish })?.state).toBe('unfinished');
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
  expect(read({ ...answered('Why?'), tokens })).toEqual({
    question: 'Why?',
    answer: '6',
    state: 'done',
    low: false,
  });
});

test('an answer is of low confidence where the last scored step is low, or there is none', () => {
  const scored = (...scores: (number | null)[]): Trace => ({
    ...answered(),
    steps: scores.map((score) => ({ start: 0, end: 0, score })),
  });
  const low = (trace: Trace): boolean | undefined => read(trace)?.low;
  expect([scored(), scored(0.1, 0.9), scored(0.5), scored(1e-7, 0.9, null)].map(low)).toEqual(
    Array(4).fill(false),
  );
  expect([scored(0.9, 0.03), scored(0.9, 1e-7, null)].map(low)).toEqual([true, true]);
  const answer = { start: 0, end: 0, text: 'well', extracted: null };
  expect(low({ ...answered(), answer })).toBe(true);
  const stopped: Trace = { ...scored(0.03), finish: { thinking: 'end', answer: 'abort' } };
  expect(low(stopped)).toBe(false);
});

test('of a question that is longer than what is read its beginning is shown, and the state is known', () => {
  const question = 'é"\n\u0001\ud83d'.repeat(10_000);
  for (const [trace, state] of [
    [draft(question), 'draft'],
    [answered(question), 'done'],
  ] as const) {
    const summary = read(trace);
    expect(summary?.state).toBe(state);
    expect(question.startsWith(summary?.question ?? 'x')).toBe(true);
    expect(summary?.question.length).toBeGreaterThan(1000);
  }
});

test('text that looks like keys is only text', () => {
  const question = '"prompt": null, "question": {"text": "no"}, "failure": {';
  expect(read(answered(question))).toEqual({ question, answer: '6', state: 'done', low: false });
});

test('what is no trace, or cut off, has no summary', () => {
  const text = stringifyTrace(answered());
  for (const broken of ['', '{', 'hello', text.slice(0, 200), '{"question": {"text": "\u0001"}}']) {
    expect(summarize(broken, broken)).toBeNull();
  }
});

describe('a search', () => {
  const readSearch = (record: SearchRecord) => {
    const text = stringifySearch(record);
    return summarizeSearch(text.slice(0, HEAD_BYTES), text.slice(-TAIL_BYTES));
  };

  test('is told by its question and the answer it chose, however large its tree', () => {
    const question = 'What is 83*46 + 57*29 - 118?';
    expect(readSearch(searchRecord(BEAM))).toEqual({ question, answer: '5353', state: 'done', low: false });
    const chosen = searchRecord(manyNodes(400));
    expect(readSearch(chosen)).toMatchObject({ question, answer: chosen.choice?.answer, state: 'done' });
  });

  test('that was stopped is unfinished, and one that chose nothing is to be doubted', () => {
    expect(readSearch(searchRecord(BEAM, {}, { complete: false }))?.state).toBe('unfinished');
    expect(readSearch(searchRecord([{ score: 0.4, answer: null }]))).toMatchObject({
      answer: null,
      low: true,
    });
  });
});
