/** Text from models and files is untrusted: it is shown, never obeyed. */

/** `<U+202E>`: for characters that have no picture of their own. */
function codePoint(character: string): string {
  const value = character.codePointAt(0) ?? 0;
  return `<U+${value.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/**
 * What must not reach a terminal or a page as it is, newline excepted:
 * - C0 controls and DEL: escape sequences begin with them, carriage returns and backspaces rewrite a line;
 * - C1 controls: some terminals read U+009B as the start of an escape sequence;
 * - bidirectional controls: they reorder what is read (CVE-2021-42574);
 * - characters of no width, soft hyphens, line and paragraph separators, tag characters: they hide text or break lines;
 * - lone surrogates: they are no text at all.
 * Zero-width joiners stay: emoji and several scripts are written with them.
 */
const UNSAFE =
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}\p{Cs}]/gu;

/**
 * Makes every control character visible, so that text can be printed anywhere and drives nothing.
 * C0 controls become control pictures (ESC is ␛), the others `<U+009B>`; newlines are kept.
 * @param tabs keep tabs too, where the text is not laid out by columns; default false
 */
export function visibleText(text: string, { tabs = false } = {}): string {
  return text.replace(UNSAFE, (character) => {
    if (tabs && character === '\t') return character;
    const value = character.codePointAt(0) ?? 0;
    if (value < 0x20) return String.fromCodePoint(0x2400 + value);
    if (value === 0x7f) return '␡';
    return codePoint(character);
  });
}
