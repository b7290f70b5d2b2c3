/** Splits a stream of bytes into rows, and holds no more than one of them. */
import { firstInvalidByte } from '../utf8';
import { problemAt, type ImportProblem, type Row } from './readRow';
import { LARGEST_ROW_BYTES, RowBuffer, joined, type RowBytes } from './rowBuffer';
import { rowKindOf } from './rowKind';
import { splitElements } from './splitElements';
import { splitLines } from './splitLines';

export type Bytes = AsyncIterable<Uint8Array>;

/** Enough to see two lines of any document that is written over many; the lines of JSONL may be longer. */
const HEAD_BYTES = 1024 * 1024;

/** Decides what the document is made of, then gives its rows, and the places that hold none. */
export async function* splitRows(bytes: Bytes): AsyncGenerator<Row | ImportProblem> {
  const { head, ended, all } = await peek(bytes);
  const kind = rowKindOf(new TextDecoder().decode(head), ended);
  const json = kind !== 'text';
  let found = false;
  for await (const part of partsOf(all, kind)) {
    const row = 'kind' in part ? part : rowIn(part, kind === 'document' || kind === 'text', json);
    if (!row) continue;
    found = true;
    yield row;
  }
  if (!found) yield problemAt(1, 'There is nothing to read: the file is empty.');
}

function partsOf(all: Bytes, kind: ReturnType<typeof rowKindOf>): AsyncIterable<RowBytes | ImportProblem> {
  switch (kind) {
    case 'lines':
      return splitLines(all);
    case 'array':
      return splitElements(all);
    case 'document':
    case 'text':
      return wholeOf(all);
    default:
      return kind satisfies never;
  }
}

/** @returns null for a row of blanks */
function rowIn({ line, bytes, span }: RowBytes, whole: boolean, json: boolean): Row | ImportProblem | null {
  if (!bytes) return problemAt(line, `The row has more than ${LARGEST_ROW_BYTES} bytes and is skipped.`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const at = firstInvalidByte(bytes);
    const lines = bytes.subarray(0, at).reduce((count, byte) => (byte === NEWLINE ? count + 1 : count), 0);
    return problemAt(
      line + lines,
      `Byte ${at} of the row is not UTF-8 text. Convert the file to UTF-8 first.`,
    );
  }
  return text.trim() === '' ? null : { text, line, whole, json, ...(span && { span }) };
}

const NEWLINE = 0x0a;

/** The beginning of a stream, and the stream as if nothing had been read of it. */
async function peek(bytes: Bytes): Promise<{ head: Uint8Array; ended: boolean; all: Bytes }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  while (length < HEAD_BYTES && !ended) {
    const next = await iterator.next();
    ended = next.done === true;
    if (next.done !== true) length += read[read.push(next.value) - 1]?.length ?? 0;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* read.splice(0);
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: joined(read, length), ended, all: all() };
}

async function* wholeOf(all: Bytes): AsyncGenerator<RowBytes> {
  const buffer = new RowBuffer();
  for await (const piece of all) {
    buffer.push(piece);
    if (buffer.isTooLong) break;
  }
  yield buffer.take(1);
}
