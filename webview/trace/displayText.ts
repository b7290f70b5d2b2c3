/**
 * How untrusted text is shown: every character that would be invisible, move the cursor or reorder its neighbours
 * is spelled out. Only the display changes, never the trace.
 */

/**
 * C0 controls but tab and newline, DEL and C1 controls; zero-width and soft-hyphen characters (the joiners that
 * emoji and scripts need are left alone); bidirectional marks, embeddings, overrides and isolates; Unicode's own
 * line and paragraph separators.
 */
const UNSAFE =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;

function shown(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** `text` with control pictures (␀, ␛, …) and `[U+202E]`-like names for what cannot be seen. */
export function displayText(text: string): string {
  return text.replace(UNSAFE, shown);
}

/** Lines that hold nothing but white space before the first and after the last visible character. */
export function blankEdges(text: string): { before: number; after: number } {
  const trimmed = text.trim();
  if (trimmed === '') return { before: 0, after: 0 };
  const start = text.indexOf(trimmed);
  const newlines = (part: string): number => part.split('\n').length - 1;
  // The last newline of a block makes no line of its own.
  const after = newlines(text.slice(start + trimmed.length));
  return {
    before: newlines(text.slice(0, start)),
    after: Math.max(0, text.endsWith('\n') ? after - 1 : after),
  };
}
