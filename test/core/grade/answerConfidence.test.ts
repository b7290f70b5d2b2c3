import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerConfidence } from '../../../src/core/grade/answerConfidence';
import { findAnswer } from '../../../src/core/grade/extractAnswer';
import { draftTrace, DEFAULT_REQUEST, type Provenance, type Trace } from '../../../src/core/trace/trace';
import { anyTrace } from '../../support/anyTrace';

type Token = readonly [text: string, prob: number | null, provenance?: Provenance];

/** A finished trace: `scores` of its steps, and after one token of thinking and its end these tokens of the answer. */
function answered(tokens: readonly Token[], scores: readonly (number | null)[] = []): Trace {
  const trace = draftTrace('q', DEFAULT_REQUEST, '2026-01-01T00:00:00.000Z');
  const all: Token[] = [['x', 0.01], ['</think>', 0.02], ...tokens];
  const text = tokens.map(([piece]) => piece).join('');
  const range = findAnswer(text);
  return {
    ...trace,
    tokens: {
      ...trace.tokens,
      id: all.map(() => 0),
      text: all.map(([piece]) => piece),
      prob: all.map(([, prob]) => prob),
      provenance: all.map(([, , provenance]) => provenance ?? 'model'),
    },
    thinking: { start: 0, end: 1 },
    answer: { start: 2, end: all.length, text, extracted: range && text.slice(range.start, range.end) },
    steps: scores.map((score) => ({ start: 0, end: 1, score })),
    finish: { thinking: 'end', answer: 'stop' },
  };
}

const label: Token = ['\nFinal Answer:', 0.5];

describe('the probability of an answer', () => {
  it.each<[string, Token[], number | null]>([
    [
      'the mean over its tokens, and no others',
      [label, [' ', 0.1], ['5', 0.8], ['3', 0.4], ['\n', 0.1]],
      0.6,
    ],
    ['that of a token it is only a part of', [label, [' 53', 0.7], ['\nBye', 0.1]], 0.7],
    [
      'that of the box’s content',
      [
        ['\\boxed', 0.2],
        ['{', 0.2],
        ['7', 0.9],
        ['}', 0.2],
      ],
      0.9,
    ],
    ['without forced tokens', [label, [' ', 0.1], ['4', 0.02, 'forced'], ['2', 0.8]], 0.8],
    ['without edited tokens', [label, [' ', 0.1], ['4', 1, 'user'], ['2', 0.8]], 0.8],
    ['without unknown probabilities', [label, ['4', null], ['2', 0.8]], 0.8],
    ['unknown where none is known', [label, ['4', null]], null],
    ['unknown where all is forced', [label, ['4', 0.9, 'forced']], null],
    ['unknown without an answer', [['Hm.', 0.9]], null],
    ['with the token that begins its first character', [label, ['', 0.2], ['é', 0.6], ['!', 0.7]], 0.5],
    [
      'without the token that begins the character after it',
      [label, ['4', 0.8], ['', 0.2], ['\u2028', 0.2]],
      0.8,
    ],
  ])('is %s', (_, tokens, probability) => {
    const found = answerConfidence(answered(tokens)).probability;
    if (probability === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(probability, 12);
  });

  it('is unknown where the file holds another answer than its text gives', () => {
    const trace = answered([label, ['42', 0.9]]);
    const other = { ...trace, answer: trace.answer && { ...trace.answer, extracted: '43' } };
    expect(answerConfidence(other).probability).toBeNull();
  });

  it('is the mean over the tokens that hold a character of the answer, wherever the text is cut', () => {
    const piece = fc.tuple(
      fc.stringMatching(/^[a-z0-9 .,\n-]{1,4}$/),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(piece), (tokens) => {
        const trace = answered(tokens);
        const { probability } = answerConfidence(trace);
        const range = findAnswer(trace.answer?.text ?? '');
        fc.pre(range !== null);
        const tokenOfCharacter = tokens.flatMap(([text], token) => Array.from(text, () => token));
        const inside = [...new Set(tokenOfCharacter.slice(range.start, range.end))];
        const sum = inside.reduce((total, token) => total + (tokens[token]?.[1] ?? NaN), 0);
        expect(probability).toBeCloseTo(sum / inside.length, 9);
      }),
    );
  });
});

describe('the last score', () => {
  it('is that of the last step that has one', () => {
    expect(answerConfidence(answered([], [0.2, 0.9, null])).lastScore).toBe(0.9);
    expect(answerConfidence(answered([], [null])).lastScore).toBeNull();
  });
});

describe('confidence is low', () => {
  const sure: Token[] = [label, [' 42', 0.98]];
  const unsure: Token[] = [label, [' 42', 0.49]];
  it.each<[string, Trace, boolean]>([
    ['not where both are high', answered(sure, [0.1, 0.91]), false],
    ['not at exactly a half', answered([label, [' 42', 0.5]], [0.5]), false],
    ['not where neither is known', answered([label, ['42', null]], [null]), false],
    ['where the last score is low, however sure the model is', answered(sure, [0.91, 0.03]), true],
    ['where the model is unsure, however good the steps', answered(unsure, [0.91]), true],
    ['where there is no answer', answered([['Hm.', 0.9]], [0.91]), true],
    [
      'not before the answer has ended',
      { ...answered(sure, [0.03]), finish: { thinking: 'end', answer: null } },
      false,
    ],
    [
      'not where the run was stopped',
      { ...answered([], [0.03]), finish: { thinking: 'end', answer: 'abort' } },
      false,
    ],
    ['not in a draft', draftTrace('q', DEFAULT_REQUEST, ''), false],
  ])('%s', (_, trace, low) => {
    expect(answerConfidence(trace).low).toBe(low);
  });
});

it('of any trace it is a probability and a score, and leaves the trace alone', () => {
  fc.assert(
    fc.property(anyTrace, (trace) => {
      const before = structuredClone(trace);
      const { probability, lastScore } = answerConfidence(trace);
      for (const value of [probability, lastScore]) {
        if (value !== null) expect(value).toBeGreaterThanOrEqual(0);
        if (value !== null) expect(value).toBeLessThanOrEqual(1);
      }
      expect(trace).toEqual(before);
    }),
  );
});
