import { describe, expect, test } from 'vitest';
import { editedAt } from '../../../src/core/trace/textEdit';
import { DEFAULT_REQUEST, draftTrace } from '../../../src/core/trace/trace';

/** A trace of tokens with these texts. */
function trace(...text: string[]) {
  const made = draftTrace('q', DEFAULT_REQUEST, '2026-01-01T00:00:00.000Z');
  made.tokens.text.push(...text);
  return made;
}

const step = trace('x', '3', '*', '4', '=', '13', '\n', 'y');

describe('an edit of the text of tokens', () => {
  test('keeps the tokens before the change as they are', () => {
    expect(editedAt(step, 1, 7, '3*4=12\n')).toEqual({ at: 5, action: { kind: 'edit', text: '12\n' } });
  });

  test('splits no token: one that is changed at its end is replaced whole', () => {
    expect(editedAt(step, 1, 7, '3*4=1')).toEqual({ at: 5, action: { kind: 'edit', text: '1' } });
  });

  test('that only adds begins behind all of them', () => {
    expect(editedAt(step, 1, 7, '3*4=13\nSo')).toEqual({ at: 7, action: { kind: 'edit', text: 'So' } });
  });

  test('that only takes away puts nothing in', () => {
    expect(editedAt(step, 1, 7, '3*4=')).toEqual({ at: 5, action: { kind: 'none' } });
    expect(editedAt(step, 1, 7, '')).toEqual({ at: 1, action: { kind: 'none' } });
  });

  test('that changes nothing is none', () => {
    expect(editedAt(step, 1, 7, '3*4=13\n')).toBeNull();
  });

  test('leaves no half of a character behind', () => {
    // Two tokens make "é": the first adds nothing yet.
    const accented = trace('a', '', 'é', 'b');
    expect(editedAt(accented, 0, 4, 'a!')).toEqual({ at: 1, action: { kind: 'edit', text: '!' } });
    expect(editedAt(accented, 0, 4, 'aé!')).toEqual({ at: 3, action: { kind: 'edit', text: '!' } });
  });
});
