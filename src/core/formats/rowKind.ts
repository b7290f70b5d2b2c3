/** Tells from its beginning what a document is made of. */
import { findJsonError } from '../trace/jsonText';

/**
 * `lines`: a row a line (JSONL); `array`: a row an element; `document`: one row of JSON over many lines;
 * `text`: one row of text with delimiters.
 */
export type RowKind = 'lines' | 'array' | 'document' | 'text';

/** Messages of one chat, or blocks of one message: together they are a row. */
const ONE_CHAT = /^\[\s*\{\s*"(?:role|type)"\s*:/;

/**
 * @param head the beginning of the document; a line that goes on beyond it counts as whole
 * @param ended whether `head` is all of it
 */
export function rowKindOf(head: string, ended: boolean): RowKind {
  const text = head.trimStart();
  if (ONE_CHAT.test(text)) return 'document';
  if (/^\[\s*(?:[[{"\]]|$)/.test(text)) return 'array';
  const [first = '', ...others] = text.split('\n');
  const second = others.find((line) => line.trim() !== '');
  if (text.startsWith('"')) {
    const isRow = findJsonError(first) === null && (second === undefined || second.startsWith('"'));
    return isRow ? 'lines' : 'text';
  }
  // Braces of other kinds begin texts too.
  if (!/^\{\s*(?:["}]|$)/.test(text)) return 'text';
  if (others.length === 0 || (second === undefined && ended)) return 'lines';
  // An object over many lines goes on in the second; a line of JSONL does not, even where it is broken.
  if (!findJsonError(first)?.truncated) return 'lines';
  const both = findJsonError(`${first}\n${second ?? ''}`);
  return both === null || both.truncated ? 'document' : 'lines';
}
