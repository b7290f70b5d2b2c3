/**
 * A line break with the blanks around it, a character of a script without spaces, or a word with the blanks before
 * it: the words of a text, much as tokenizers cut it. A longer run of characters than any word is cut, so that no
 * step becomes a single token.
 */
const WORD = /\s*\n|[^\S\n]*(?:\p{Ideographic}|[^\s\p{Ideographic}]{1,64})|[^\S\n]+/gu;

/** The words of a text; joined, they are the text. */
export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}
