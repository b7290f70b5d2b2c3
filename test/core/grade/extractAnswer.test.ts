import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractAnswer, findAnswer } from '../../../src/core/grade/extractAnswer';

describe('the answer of a text', () => {
  it.each<[string, string, string | null]>([
    ['a box before labels and numbers', 'Final Answer: 1\n\\boxed{2} and 3', '2'],
    ['a final label before a plain one', 'Final Answer: 1\nAnswer: 2\n3', '1'],
    ['a plain label before numbers', 'Answer: x\n3', 'x'],
    ['the last number when there is nothing else', 'from 12 to 34.', '34'],
    ['nothing when there is nothing', 'no idea', null],
    ['nothing in an empty text', '', null],
  ])('is %s', (_, text, answer) => {
    expect(extractAnswer(text)).toBe(answer);
  });

  it.each<[string, string, string | null]>([
    ['the last box', '\\boxed{1} \\boxed{2}', '2'],
    ['a box with braces in it', '\\boxed{\\frac{1}{\\sqrt{2}}}', '\\frac{1}{\\sqrt{2}}'],
    ['a box with escaped braces in it', '\\boxed{\\{1, 2\\}}', '\\{1, 2\\}'],
    ['the inner of two nested boxes', '\\boxed{\\boxed{3}}', '3'],
    ['the last box that is balanced', '\\boxed{1} \\boxed{2', '1'],
    ['a box inside braces that nothing closes', '{{\\boxed{1}', '1'],
    ['a box after braces that nothing opens', '}}\\boxed{1}', '1'],
    ['a box with a space before its brace', '\\boxed {1}', '1'],
    ['a framed box', '\\fboxed{1}', '1'],
    ['a box that was escaped twice', '\\\\boxed{1}', '1'],
    ['a box with a line break command before its end', '\\boxed{a\\\\}', 'a\\\\'],
    ['no empty box', '\\boxed{4} \\boxed{ }', '4'],
  ])('takes %s', (_, text, answer) => {
    expect(extractAnswer(text)).toBe(answer);
  });

  it.each<[string, string, string | null]>([
    ['the last of several labels', 'Final Answer: 1\nFinal Answer: 2', '2'],
    ['a label without its emphasis', '**Final Answer:** **42**', '42'],
    ['the line after a label that ends its line', 'Answer:\n\n  x = 5 \nso', 'x = 5'],
    ['an earlier label when the last has nothing', 'Final Answer: 7\n\nFinal Answer:', '7'],
    ['no label as the answer of another', 'Final Answer:\nFinal Answer:', null],
    ['the number before a label that has nothing', '7 Answer: **', '7'],
    ['a label as it is spelled, and no other', 'final answer: x', null],
  ])('takes %s', (_, text, answer) => {
    expect(extractAnswer(text)).toBe(answer);
  });

  it.each<[string, string]>([
    ['1,234,567', '1,234,567'],
    ['costs 1,234.50 now', '1,234.50'],
    ['-12', '-12'],
    ['it is -0.5', '-0.5'],
    ['10-7', '7'],
    ['x-3', '3'],
    ['.25', '.25'],
    ['(1,2)', '2'],
    ['1234,567', '567'],
    ['1,234,56', '56'],
  ])('reads the last number of %s as %s', (text, number) => {
    expect(extractAnswer(text)).toBe(number);
  });

  it('finds a box whatever stands around it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (before, after) => {
        fc.pre(!/[\\{}]/.test(before + after));
        expect(extractAnswer(`${before}\\boxed{x^{2}}${after}`)).toBe('x^{2}');
      }),
    );
  });

  it('never throws, and gives nothing that the text does not hold', () => {
    const piece = fc.constantFrom(
      '\\boxed{',
      '}',
      '{',
      '\\',
      'Final Answer:',
      'Answer:',
      '\n',
      '*',
      '1',
      ',',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const answer = extractAnswer(text);
        const range = findAnswer(text);
        expect(range && text.slice(range.start, range.end)).toBe(answer);
        if (answer !== null) expect(answer.trim()).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, string]>([
    ['boxes that nothing closes', '\\boxed{'],
    ['braces', '{'],
    ['stars', '*'],
    ['labels', 'Answer:'],
    ['commas and digits', '1,111'],
  ])('is found in a long text of %s as surely as in a short one', (_, piece) => {
    expect(extractAnswer(`\\boxed{5}${piece.repeat(100_000)}`)).toBe('5');
    extractAnswer(`Answer: a${piece.repeat(100_000)}b`);
  });
});
