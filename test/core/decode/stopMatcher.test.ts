import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StopMatcher } from '../../../src/core/decode/stopMatcher';

/** What becomes of pieces: released ones, then `!` and those of a stop, then `?` and those still held. */
function match(stopTexts: readonly string[], pieces: readonly string[]): string {
  const matcher = new StopMatcher(stopTexts);
  let released = 0;
  for (let i = 0; i < pieces.length; i++) {
    const { release, stop } = matcher.push(pieces[i] ?? '');
    released += release;
    if (stop > 0) {
      expect(released + stop).toBe(i + 1);
      return `${pieces.slice(0, released).join('|')}!${pieces.slice(released, i + 1).join('|')}`;
    }
  }
  return `${pieces.slice(0, released).join('|')}?${pieces.slice(released).join('|')}`;
}

describe('stop texts', () => {
  it.each<[string, string[], string[], string]>([
    ['releases everything when there are none', [], ['a', '<', 'b'], 'a|<|b?'],
    ['releases what is no beginning of a stop', ['<end>'], ['a', 'b'], 'a|b?'],
    ['holds what may be the beginning of a stop', ['<end>'], ['a', '<', 'en'], 'a?<|en'],
    ['releases it when it is none', ['<end>'], ['a', '<', 'en', 'x'], 'a|<|en|x?'],
    ['finds a stop in one token', ['<end>'], ['a', '<end>'], 'a!<end>'],
    ['finds a stop over tokens', ['<end>'], ['a', '<', 'end', '>'], 'a!<|end|>'],
    ['finds a stop that begins in the middle of a token', ['<end>'], ['a', 'b<', 'end>'], 'a!b<|end>'],
    ['finds a stop that ends in the middle of a token', ['<end>'], ['a', '<end', '> b'], 'a!<end|> b'],
    ['finds a stop after a false beginning of it', ['aab'], ['a', 'a', 'a', 'b'], 'a!a|a|b'],
    ['holds only as much as may be a beginning', ['abab'], ['ab', 'a', 'a'], 'ab|a?a'],
    ['takes the stop that is complete first', ['<end>', 'n'], ['<', 'e', 'n', 'd'], '<|e!n'],
    ['takes the earliest of stops that are complete together', ['b', 'abc'], ['x', 'abc'], 'x!abc'],
    ['takes the shorter of stops that begin together', ['ab', 'abc'], ['a', 'bc'], '!a|bc'],
    ['finds a stop of newlines', ['\n\n'], ['a\n', 'b', '\n', '\n'], 'a\n|b!\n|\n'],
    ['gives a token without text to the one after it', ['<'], ['a', '', '<'], 'a!|<'],
    ['finds a stop of several bytes', ['Ende 😀'], ['Ende', ' ', '', '😀'], '!Ende| ||😀'],
  ])('%s', (_, stops, pieces, outcome) => {
    expect(match(stops, pieces)).toBe(outcome);
  });

  it('begins anew after a stop', () => {
    const matcher = new StopMatcher(['ab']);
    expect(matcher.push('ab')).toEqual({ release: 0, stop: 1 });
    expect(matcher.push('b')).toEqual({ release: 1, stop: 0 });
  });

  it('finds the first stop of a text, whatever its tokens, and holds no more than may begin one', () => {
    const anyStops = fc.uniqueArray(fc.constantFrom('ab', 'ba', 'aab', 'abc', 'cc', 'bcab'), {
      minLength: 1,
    });
    const anyPiece = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(anyStops, fc.array(anyPiece, { maxLength: 12 }), (stops, pieces) => {
        const matcher = new StopMatcher(stops);
        let text = '';
        let released = 0;
        for (const [index, piece] of pieces.entries()) {
          text += piece;
          const { release, stop } = matcher.push(piece);
          released += release;
          const shown = pieces.slice(0, released).join('');
          expect(stop > 0).toBe(stops.some((one) => text.includes(one)));
          if (stop > 0) {
            const begin = Math.min(...stops.map((one) => text.indexOf(one)).filter((at) => at >= 0));
            expect(shown.length).toBeLessThanOrEqual(begin);
            expect(shown.length + (pieces[released] ?? '').length).toBeGreaterThan(begin);
            return;
          }
          // What is held could still become a stop; with one token less it could not.
          const held = pieces.slice(released, index + 1);
          const open = (part: string): boolean =>
            stops.some((one) => [...part].some((_, i) => one.startsWith(part.slice(i))));
          if (held.length > 0) expect(open(held.join(''))).toBe(true);
          if (released > 0) {
            const begins = stops.some((one) =>
              [...(pieces[released - 1] ?? '')].some((_, i) =>
                one.startsWith(
                  pieces
                    .slice(released - 1, index + 1)
                    .join('')
                    .slice(i),
                ),
              ),
            );
            expect(begins).toBe(false);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
