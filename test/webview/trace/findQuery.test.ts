import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayText } from '../../../webview/trace/displayText';
import { shownCharacters, shownTokens } from '../../../webview/trace/displayPlaces';
import { NO_QUERY, patternOf, type FindQuery } from '../../../webview/trace/findQuery';
import { anyTrace } from '../../support/anyTrace';

const found = (text: string, query: Partial<FindQuery>): string[] => {
  const pattern = patternOf({ ...NO_QUERY, ...query });
  if (!pattern || 'problem' in pattern) throw new Error('no pattern');
  return [...text.matchAll(new RegExp(pattern.source, pattern.flags))].map(([hit]) => hit);
};

describe('what is searched for', () => {
  it('is plain text in any case, unless asked otherwise', () => {
    expect(found('a.b A.B axb', { text: 'a.b' })).toEqual(['a.b', 'A.B']);
    expect(found('a.b A.B axb', { text: 'a.b', matchCase: true })).toEqual(['a.b']);
    expect(found('a.b A.B axb', { text: 'a.b', isRegex: true })).toEqual(['a.b', 'A.B', 'axb']);
  });

  it('is a word where letters of any script, digits and underscores end it', () => {
    expect(found('wait waits _wait wait2 waité (wait)', { text: 'wait', wholeWord: true })).toEqual([
      'wait',
      'wait',
    ]);
    expect(found('a1 b2 ab', { text: 'a|b', isRegex: true, wholeWord: true })).toEqual([]);
  });

  it('says what is wrong with an expression', () => {
    expect(patternOf({ ...NO_QUERY, text: '(', isRegex: true })).toEqual({
      problem: 'Not a regular expression: unterminated group.',
    });
    // Wrong alone, though what a whole word puts around it would close it.
    expect(patternOf({ ...NO_QUERY, text: 'a)(b', isRegex: true, wholeWord: true })).toHaveProperty(
      'problem',
    );
    expect(patternOf({ ...NO_QUERY, text: '' })).toBeNull();
  });

  it('finds any plain text in itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), (text) => {
        expect(found(text, { text, matchCase: true })).toEqual([text]);
      }),
    );
  });
});

describe('places in the shown text', () => {
  it('are those of the exact characters, spelled out', () => {
    fc.assert(
      fc.property(anyTrace, fc.nat(), fc.nat(), (trace, one, other) => {
        const { length } = trace.tokens.text;
        const exact = trace.tokens.text.join('');
        if (exact === '') return;
        const shown = trace.tokens.text.map(displayText).join('');
        const from = one % exact.length;
        const to = from + 1 + (other % (exact.length - from));
        const place = shownCharacters(trace, 0, length, from, to);
        // Surrogates that stand apart in the tokens are spelled out one by one: those are left to themselves.
        fc.pre(displayText(exact) === shown && !isSplit(exact, from) && !isSplit(exact, to));
        expect(shown.slice(place.from, place.to)).toBe(displayText(exact.slice(from, to)));
      }),
    );
  });

  it('are those of whole tokens', () => {
    fc.assert(
      fc.property(anyTrace, fc.nat(), fc.nat(), (trace, one, other) => {
        const { length } = trace.tokens.text;
        const from = one % (length + 1);
        const to = from + (other % (length + 1 - from));
        const place = shownTokens(trace, 0, from, to);
        const shown = trace.tokens.text.map(displayText).join('');
        expect(shown.slice(place.from, place.to)).toBe(
          trace.tokens.text.slice(from, to).map(displayText).join(''),
        );
      }),
    );
  });
});

/** Whether a place is in the middle of a character. */
function isSplit(text: string, at: number): boolean {
  return /[\ud800-\udbff]/.test(text.charAt(at - 1)) && /[\udc00-\udfff]/.test(text.charAt(at));
}
