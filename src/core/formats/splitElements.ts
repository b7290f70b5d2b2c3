/** Splits a JSON array into its elements, byte by byte, so that an array may be larger than the memory. */
import { problemAt, type ImportProblem } from './readRow';
import { RowBuffer, type RowBytes } from './rowBuffer';

const code = (character: string): number => character.charCodeAt(0);
const NEWLINE = code('\n');
const QUOTE = code('"');
const BACKSLASH = code('\\');
const COMMA = code(',');
const OPENERS = new Set([code('['), code('{')]);
const CLOSERS = new Set([code(']'), code('}')]);
/** White space of JSON, and the bytes of a byte order mark. */
const BLANKS = new Set([...' \t\r\n'].map(code).concat(0xef, 0xbb, 0xbf));

/** Every element as a row; each is parsed alone, so that a broken one costs itself. */
export async function* splitElements(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<RowBytes | ImportProblem> {
  const buffer = new RowBuffer();
  let line = 1;
  /** Open brackets, the array's own included; 0 before it and after it. */
  let depth = 0;
  let over = false;
  let inString = false;
  let escaped = false;
  /** Line where the element at hand begins; 0: it has not. */
  let begun = 0;
  let elements = 0;

  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === NEWLINE) line++;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
        continue;
      }
      if (depth === 0) {
        if (over && !BLANKS.has(byte)) {
          yield problemAt(line, 'Something follows the end of the array; it is not read.');
          return;
        }
        if (OPENERS.has(byte)) depth = 1;
        continue;
      }
      const ends = depth === 1 && (byte === COMMA || CLOSERS.has(byte));
      if (!ends) {
        if (begun === 0) {
          if (BLANKS.has(byte)) continue;
          begun = line;
          from = at;
        }
        if (byte === QUOTE) inString = true;
        else if (OPENERS.has(byte)) depth++;
        else if (CLOSERS.has(byte)) depth--;
        continue;
      }
      if (begun > 0) {
        buffer.push(chunk.subarray(from, at));
        yield buffer.take(begun);
        elements++;
      } else if (byte === COMMA || elements > 0) {
        yield problemAt(line, 'The array has a comma too many here.');
      }
      begun = 0;
      over = byte !== COMMA;
      if (over) depth = 0;
    }
    if (begun > 0) buffer.push(chunk.subarray(from));
  }
  if (over) return;
  const isWhole = depth === 1 && !inString;
  // An element that was cut off says itself that it ends too early.
  if (begun > 0) yield buffer.take(begun);
  if (isWhole) yield problemAt(line, 'The file ends before its array does (truncated?).');
}
