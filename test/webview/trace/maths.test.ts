import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formulasOf, LONGEST_FORMULA } from '../../../webview/trace/maths';

const tex = (text: string): string[] => formulasOf(text).map((formula) => formula.tex);

describe('formulas', () => {
  it('stand between dollars, \\( \\), \\[ \\], and in \\boxed', () => {
    expect(tex('so $x^2$ and $$y$$, \\(z\\), \\[w\\]: \\boxed{a{b}c}')).toEqual([
      'x^2',
      'y',
      'z',
      'w',
      '\\boxed{a{b}c}',
    ]);
    expect(formulasOf('$$a$$ $b$ \\[c\\] \\(d\\)').map(({ display }) => display)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('are not money, nor shell variables, nor escaped dollars', () => {
    expect(tex('it costs $5 and then $6 more')).toEqual([]);
    expect(tex('from $5 to $10')).toEqual([]);
    expect(tex('echo $HOME\n\necho $PATH')).toEqual([]);
    expect(tex('\\$x$ and \\$y')).toEqual([]);
  });

  it('are not what is never closed, empty, or too long to be one', () => {
    expect(tex('\\( x')).toEqual([]);
    expect(tex('\\boxed{x')).toEqual([]);
    expect(tex('$$$$ \\(  \\)')).toEqual([]);
    expect(tex(`$${'x'.repeat(LONGEST_FORMULA)}$`)).toHaveLength(1);
    expect(tex(`$${'x'.repeat(LONGEST_FORMULA + 1)}$`)).toEqual([]);
    expect(tex(`\\[${'x'.repeat(LONGEST_FORMULA + 1)}\\]`)).toEqual([]);
  });

  it('take time in proportion to the text, whatever it opens', () => {
    const startedAt = performance.now();
    expect(tex('\\boxed{'.repeat(20_000))).toEqual([]);
    expect(tex('$x '.repeat(20_000))).toEqual([]);
    // Quadratic, either takes minutes.
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  it('lie apart, in order, and inside any text', () => {
    const piece = fc.constantFrom(
      '$',
      '$$',
      '\\(',
      '\\)',
      '\\[',
      '\\]',
      '\\boxed{',
      '}',
      '{',
      'x',
      ' ',
      '\n',
      '\\',
      '1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        let at = 0;
        for (const formula of formulasOf(text)) {
          expect(formula.start).toBeGreaterThanOrEqual(at);
          expect(formula.end).toBeLessThanOrEqual(text.length);
          expect(text.slice(formula.start, formula.end)).toContain(formula.tex);
          at = formula.end;
        }
      }),
    );
  });
});
