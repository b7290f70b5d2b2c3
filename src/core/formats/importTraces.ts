/** Reads documents of foreign formats into traces. */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { formatNamed } from './formats';
import { readRow, type ImportItem, type ImportOptions } from './readRow';
import { splitRows, type Bytes } from './splitRows';

/**
 * Every trace of a document, and everything in it that could not be read, in its order. Rows are read one by one as
 * they are asked for: a caller that stops has read no further, and a file of any size costs the memory of one row.
 * With the format `auto` each row is read by its own, so that a row gives the same trace wherever it stands.
 * @param input a document as text or bytes, or its bytes in pieces
 * @throws WaitpointError `badInput` for a format that is not known; what `input` throws
 */
export async function* importTraces(
  input: string | Uint8Array | Bytes,
  options: ImportOptions,
): AsyncGenerator<ImportItem> {
  if (options.format !== 'auto') formatNamed(options.format);
  const isWhole = typeof input === 'string' || input instanceof Uint8Array;
  for await (const row of splitRows(isWhole ? once(input) : input)) {
    if ('kind' in row) yield row;
    else yield* readRow(row, options);
  }
}

async function* once(input: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof input === 'string' ? utf8ToBytes(input) : input;
}
