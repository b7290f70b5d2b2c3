import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grade } from '../../../src/core/grade/grade';
import type { VerdictKind } from '../../../src/core/grade/verdict';
import { MAX_STEPS, Work } from '../../../src/core/grade/work';
import { gradePairs } from './gradePairs';

describe('a verdict', () => {
  it.each<[answer: string | null, expected: string, kind: VerdictKind, reason: string]>([
    [' 12 ', '12', 'text', 'equal as text'],
    ['$\\boxed{12}$', '12', 'text', 'equal as text'],
    ['</think> 12', '12', 'text', 'equal as text'],
    ['0.5', '\\frac{1}{2}', 'normalised', 'equal after normalising: 1/2'],
    ['\\\\frac{1}{2}', '1/2', 'normalised', 'equal after normalising: 1/2'],
    ['1,234', '1234', 'normalised', 'equal after normalising: 1234'],
    ['\\text{ Odd }', 'odd', 'normalised', 'equal after normalising: odd'],
    ['0.333333', '1/3', 'number', 'equal numbers to 6 digits: 0.333333333333'],
    ['\\sqrt{8}', '2\\sqrt2', 'number', 'equal numbers: 2.828427'],
    ['(1+i)^2', '2i', 'number', 'equal numbers: 0+2i'],
    ['(x-1)(x+y)', 'x^2+xy-x-y', 'formula', 'equal as formulas of x, y'],
    ['2y=4x', 'y=2x', 'formula', 'equal as equations: y = 2 * x'],
    ['2, 1', '\\{1, 2\\}', 'parts', 'equal in every part, in any order: {1, 2}'],
    ['(1, 0.5)', '(1, 1/2)', 'parts', 'equal in every part: (1, 1/2)'],
    ['x \\ge 2', '[2, \\infty)', 'parts', 'equal as sets of numbers: [2, ∞)'],
    ['12', '13', 'different', 'different: 12 and 13'],
    ['1, 2', '1, 2, 3', 'different', 'different: 2 parts and 3'],
    ['[0, 1]', '(0, 1)', 'different', 'different brackets: [0, 1] and (0, 1)'],
    ['5 cm', '5 \\text{ kg}', 'different', 'different units: cm and kg'],
    ['(1, 3)', '\\{1, 3\\}', 'unlike', 'the answer is an interval or a point, the right one a set'],
    ['7', '7 = 11a + c', 'unlike', 'the answer is a number, the right one an equation'],
    ['+-*/', '13', 'unread', 'different as text, and not both mathematics: +-*/ and 13'],
    [null, '13', 'missing', 'there is no answer'],
    ['  ', '13', 'missing', 'there is no answer'],
    [
      `${'('.repeat(100)}1${')'.repeat(100)}`,
      '1',
      'gaveUp',
      `too complex to compare: ${'('.repeat(80)}… and 1`,
    ],
  ])('of %j for %j is %s: %s', (answer, expected, kind, reason) => {
    const correct = ['text', 'normalised', 'number', 'formula', 'parts'].includes(kind);
    expect(grade(answer, expected)).toEqual({ correct, kind, reason });
  });

  it.each([
    ['a decimal comma where there is a list', '1.2', '1,2'],
    ['a decimal comma inside brackets', '(0.1)', '(0,1)'],
    ['one of two answers', '2', '2, 3'],
    ['a sentence that denies it', 'The answer is not 5', '5'],
    ['the question again', '2x > 4', '(2, \\infty)'],
    ['five digits', '0.33333', '1/3'],
    ['a number that differs beyond the range of doubles', '10^{400}', '10^{400}+1'],
    ['a polynomial that differs in one coefficient', 'x^3+2x^2+3x+4', 'x^3+2x^2+3x+5'],
    ['what has no value', '1/0', '2/0'],
    ['another infinity', '-\\infty', '\\infty'],
  ])('does not take %s for the right answer', (_, answer, expected) => {
    expect(grade(answer, expected).correct).toBe(false);
  });

  it('counts six digits from the point, or from the first that is not 0 in a small number', () => {
    expect(grade('1000000.0000004', '1000000').correct).toBe(true);
    expect(grade('1000000.000001', '1000000').correct).toBe(false);
    expect(grade('0.000000123456', '0.0000001234562').correct).toBe(true);
    expect(grade('0.000000123456', '0.000000123458').correct).toBe(false);
  });

  it('works out a long number exactly, and a longer one by what it is made of', () => {
    expect(grade('2^{4000}', `2^{3999} \\cdot 2`).kind).toBe('normalised');
    expect(grade('2^{4000}+1', '2^{4000}').correct).toBe(false);
    expect(grade('9^{9^9}', '9^{387420489}').correct).toBe(true);
    expect(grade('9^{9^9}', '9^{387420488}').correct).toBe(false);
  });
});

/** Pieces of answers in any order: more of them are nearly mathematics than of random characters. */
const pieces = fc
  .array(
    fc.constantFrom(
      ...'\\frac \\sqrt \\sum \\sin \\log \\pi \\infty \\pm \\cup \\in \\le \\text{ \\left \\boxed{ \\overline'.split(
        ' ',
      ),
      ...'{ } ( ) [ ] \\{ \\} ^ _ + - * / = < , ; : ! % | & \\\\ $ °'.split(' '),
      ...[
        '1',
        '23',
        '0.5',
        'x',
        'y',
        'e',
        'i',
        '9^{9^9}',
        ' and ',
        ' cm',
        '\\begin{pmatrix}',
        '\\end{pmatrix}',
      ],
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));
const texts = fc.oneof(
  pieces,
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(...gradePairs.map(({ answer }) => answer)),
);

const rationals = fc.record({
  top: fc.integer({ min: -99, max: 99 }),
  bottom: fc.integer({ min: 1, max: 99 }),
});

describe('every verdict', () => {
  it('holds an answer to be equal to itself', () => {
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(text.trim() !== '');
        expect(grade(text, text).correct).toBe(true);
        if (!text.includes('$')) expect(grade(`$ ${text} $`, text).correct).toBe(true);
      }),
    );
  });

  it('takes a bounded number of steps and never throws, whatever it reads', () => {
    fc.assert(
      fc.property(texts, texts, (answer, expected) => {
        const work = new Work();
        const { correct, reason } = grade(answer, expected, work);
        // One step more than the most is what gives up.
        expect(work.steps).toBeLessThanOrEqual(2 * MAX_STEPS);
        expect(reason).not.toMatch(/^cannot be compared/);
        expect(reason.length).toBeLessThan(300);
        expect(typeof correct).toBe('boolean');
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['brackets', '('.repeat(3_000)],
    ['closed brackets', `${'('.repeat(1_500)}1${')'.repeat(1_500)}`],
    ['fractions', '\\frac'.repeat(700)],
    ['fractions in fractions', `${'\\frac{1}{'.repeat(300)}2${'}'.repeat(300)}`],
    ['signs', `${'-'.repeat(3_900)}1`],
    ['exponents', `x${'^2'.repeat(1_900)}`],
    ['powers of powers', `${'9^{'.repeat(50)}9${'}'.repeat(50)}`],
    ['factorials', '1500!+'.repeat(500) + '1'],
    ['factorials of factorials', `9${'!'.repeat(200)}`],
    ['words in words', '\\text{'.repeat(600)],
    ['calls', 'f('.repeat(1_500)],
    ['bars', '|'.repeat(3_999)],
    ['dollar signs', '$'.repeat(3_999)],
    ['stars', '*'.repeat(3_999)],
    ['commas', '1,'.repeat(1_999)],
    ['plus-minus signs', '\\pm1'.repeat(900)],
    ['a set of plus-minus signs', `\\{${'\\pm x,'.repeat(500)}1\\}`],
    ['long powers', '(x+1/3)^{900}'.repeat(290)],
    ['unions', `(0,1)${'\\cup(2,3)'.repeat(400)}`],
    ['a matrix', `\\begin{pmatrix}${'1&'.repeat(1_900)}`],
    ['white space', `${' '.repeat(1_000_000)}1`],
    ['digits', '7'.repeat(1_000_000)],
  ])('ends on %s', (_, answer) => {
    for (const expected of ['2', '(0, 1)', '\\{x, y\\}', 'x+1', answer.replace('1', '2')]) {
      const work = new Work();
      grade(answer, expected, work);
      expect(work.steps).toBeLessThanOrEqual(2 * MAX_STEPS);
    }
  });

  it('is the same from both sides, for numbers, formulas, sets and points', () => {
    const symmetric = gradePairs.filter(
      ({ answer, expected }) => !/=|\\text|[A-Za-z]{3,} [A-Za-z]/.test(answer + expected),
    );
    expect(symmetric.length).toBeGreaterThan(200);
    for (const { answer, expected, equal } of symmetric) {
      expect([expected, answer, grade(expected, answer).correct]).toEqual([expected, answer, equal]);
    }
  });

  it('is right about fractions, however they are written', () => {
    fc.assert(
      fc.property(rationals, rationals, (a, b) => {
        const isEqual = a.top * b.bottom === b.top * a.bottom;
        const [plain, latex] = [`${a.top}/${a.bottom}`, `\\frac{${b.top}}{${b.bottom}}`];
        expect(grade(plain, latex).correct).toBe(isEqual);
        expect(grade(`(${plain}, 1)`, `(${latex}, 1)`).correct).toBe(isEqual);
        expect(grade(`[${plain}, 100)`, `[${latex}, 100)`).correct).toBe(isEqual);
        expect(grade(`x = ${plain}`, latex).correct).toBe(isEqual);
      }),
    );
  });

  it('is right about quadratics and their factors', () => {
    const root = fc.integer({ min: -9, max: 9 });
    fc.assert(
      fc.property(root, root, root, (p, q, off) => {
        const expanded = `x^2 + (${-(p + q)})x + (${p * q + off})`;
        expect(grade(`(x - (${p}))(x - (${q}))`, expanded).correct).toBe(off === 0);
      }),
    );
  });
});
