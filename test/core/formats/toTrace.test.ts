import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ForeignTrace } from '../../../src/core/formats/foreignTrace';
import { MOST_CHARACTERS, MOST_WORDS, toTrace } from '../../../src/core/formats/toTrace';
import { wordsOf } from '../../../src/core/formats/words';
import { DEFAULT_REQUEST, textOf, type Trace } from '../../../src/core/trace/trace';
import { LARGEST_TRACE_BYTES, parseTrace, stringifyTrace } from '../../../src/core/trace/traceFile';
import { anyForeign, anyLongText } from '../../support/anyForeign';

const ORIGIN = { format: 'r1', source: 'a.txt', line: 3, createdAt: '2026-01-01T00:00:00.000Z' };
const plain: ForeignTrace = {
  question: 'What is 1+1?',
  thinking: 'One.\n\nWait, two.',
  delimiter: '</think>',
  answer: '\n2',
  expected: '2',
  notes: [],
};
const traceOf = (changes: Partial<ForeignTrace>): Trace => toTrace({ ...plain, ...changes }, ORIGIN);
const stepTexts = (trace: Trace): string[] => trace.steps.map(({ start, end }) => textOf(trace, start, end));

describe('words', () => {
  it.each<[string, string[]]>([
    ['a bc  d', ['a', ' bc', '  d']],
    ['a.\n\n  b\n', ['a.', '\n\n', '  b', '\n']],
    [' \n\t\n x ', [' \n\t\n', ' x', ' ']],
    ['a\r\n\r\nb', ['a', '\r\n\r\n', 'b']],
    ['一二 3', ['一', '二', ' 3']],
    ['x'.repeat(65), ['x'.repeat(64), 'x']],
    ['', []],
  ])('of %j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('are the text when they are joined, and none is empty', () => {
    fc.assert(
      fc.property(anyLongText, (text) => {
        expect(wordsOf(text).join('')).toBe(text);
        expect(wordsOf(text)).not.toContain('');
      }),
    );
  });
});

describe('any foreign trace', () => {
  it('has its text in its tokens, and its steps cover the thinking', () => {
    fc.assert(
      fc.property(anyForeign, (foreign) => {
        const trace = toTrace(foreign, ORIGIN);
        const { thinking, answer, steps } = trace;
        const given = foreign.thinking;
        const said =
          typeof given === 'string'
            ? given
            : given.map(({ text }, i) => text + (i < given.length - 1 || text === '' ? '\n\n' : '')).join('');
        expect(textOf(trace, thinking.start, thinking.end)).toBe(said);
        if (answer) {
          expect(textOf(trace, thinking.end, answer.start)).toBe(foreign.delimiter);
          expect(textOf(trace, answer.start, answer.end)).toBe(foreign.answer ?? '');
          expect(answer.text).toBe(foreign.answer ?? '');
        }
        expect([0, ...steps.map(({ end }) => end)]).toEqual([
          ...steps.map(({ start }) => start),
          thinking.end,
        ]);
        if (typeof given !== 'string') expect(steps).toHaveLength(given.length);
        expect(trace.tokens.id.length).toBe(answer?.end ?? thinking.end);
      }),
    );
  });

  it('survives its file', () => {
    fc.assert(
      fc.property(anyForeign, (foreign) => {
        const trace = toTrace(foreign, ORIGIN);
        const text = stringifyTrace(trace);
        const read = parseTrace(new TextEncoder().encode(text));
        expect(read.readOnly).toBeNull();
        expect(read.trace).toEqual(trace);
      }),
    );
  });
});

describe('a foreign trace', () => {
  it('has words for tokens, of which no model said anything, and no waits', () => {
    const trace = traceOf({});
    expect(trace.tokens.text).toEqual(['One.', '\n\n', 'Wait,', ' two.', '</think>', '\n', '2']);
    expect(new Set(trace.tokens.id)).toEqual(new Set([0]));
    expect(new Set(trace.tokens.prob)).toEqual(new Set([null]));
    expect(new Set(trace.tokens.provenance)).toEqual(new Set(['model']));
    expect(new Set(trace.tokens.alternativeIds)).toEqual(new Set([-1]));
    expect(trace.interventions).toEqual([]);
    expect(stepTexts(trace)).toEqual(['One.\n\n', 'Wait, two.']);
    expect(trace).toMatchObject({
      thinking: { start: 0, end: 4 },
      answer: { start: 5, end: 7, text: '\n2', extracted: '2' },
      finish: { thinking: 'end', answer: 'stop' },
      usage: { thinkingTokens: 4, answerTokens: 2 },
      model: null,
      prompt: null,
      imported: { format: 'r1', source: 'a.txt', line: 3, labels: null },
      question: { expected: '2' },
      createdAt: ORIGIN.createdAt,
    });
  });

  it('breaks off where there is no answer, and says so', () => {
    const trace = traceOf({ answer: null, delimiter: '', notes: ['First.'] });
    expect(trace.answer).toBeNull();
    expect(trace.finish).toEqual({ thinking: 'abort', answer: null });
    expect(trace.warnings).toEqual(['First.', 'The thinking breaks off: no answer follows it.']);
  });

  it('of steps alone ends with them, and finds its answer in the last', () => {
    const trace = traceOf({
      thinking: [
        { text: '1+1 is 3.', label: -1 },
        { text: '', label: null },
        { text: 'Answer: 3', label: 0, byPerson: true },
      ],
      delimiter: '',
      answer: null,
    });
    expect(stepTexts(trace)).toEqual(['1+1 is 3.\n\n', '\n\n', 'Answer: 3']);
    expect(trace.imported?.labels).toEqual([-1, null, 0]);
    expect(trace.tokens.provenance).toEqual(['model', 'model', 'model', 'model', 'model', 'user', 'user']);
    expect(trace.answer).toEqual({ start: 7, end: 7, text: '', extracted: '3' });
    expect(trace.finish).toEqual({ thinking: 'stop', answer: 'stop' });
    expect(trace.warnings).toEqual([]);
  });

  it('never holds more than its budget, and leaves the default request as it is', () => {
    const before = structuredClone(DEFAULT_REQUEST);
    const { request } = traceOf({ thinking: 'a '.repeat(600), answer: 'b '.repeat(70) });
    // The blank at the end is a word too.
    expect(request.budget).toMatchObject({ maxThinkingTokens: 601, maxAnswerTokens: 71 });
    expect(traceOf({}).request).toEqual(before);
    expect(DEFAULT_REQUEST).toEqual(before);
  });

  it('is refused when its file would be too large to be opened', { timeout: 120_000 }, () => {
    const words = MOST_WORDS - 3;
    const worst = '\u0001'.repeat(MOST_CHARACTERS / MOST_WORDS - 2);
    // The words at most, with nothing but characters that take six bytes in JSON.
    const trace = traceOf({ thinking: `${worst} `.repeat(words).trimEnd() });
    expect(trace.tokens.id.length).toBe(MOST_WORDS);
    expect(stringifyTrace(trace).length).toBeLessThan(LARGEST_TRACE_BYTES);
    expect(() => traceOf({ thinking: 'a '.repeat(MOST_WORDS) })).toThrow(/500001 words or more/);
    expect(() => traceOf({ question: 'a'.repeat(MOST_CHARACTERS) })).toThrow(
      /holds a trace of 8388\d+ characters/,
    );
  });
});
