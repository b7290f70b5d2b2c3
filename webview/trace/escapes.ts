/** Line breaks and tabs in one-line fields, written as a programmer would write them. */

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\\': '\\\\' };
const CHARACTERS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

export function escapeText(text: string): string {
  return text.replace(/[\n\t\r\\]/g, (character) => ESCAPES[character] ?? character);
}

/** Inverse of `escapeText`; an unknown escape stays as it was typed. */
export function unescapeText(text: string): string {
  return text.replace(/\\([ntr\\])/g, (whole, letter: string) => CHARACTERS[letter] ?? whole);
}
