import { visibleText } from '../../src/core/text';
import { escapeText } from './escapes';

const SPACE = '␣';

/**
 * A token's text with nothing left to guess: spaces as ␣, everything else that has no picture of its own as an escape
 * (`\n`, `\t`, `\u{1b}`). A backslash is doubled, so that no two texts look the same.
 */
export function visibleToken(text: string): string {
  return [...text].map(visibleCharacter).join('');
}

function visibleCharacter(character: string): string {
  if (character === ' ') return SPACE;
  const escaped = escapeText(character);
  if (escaped !== character) return escaped;
  const hidden = visibleText(character) !== character || /\s/u.test(character);
  return hidden ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}` : character;
}
