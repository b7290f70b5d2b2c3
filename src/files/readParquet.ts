/** Parquet files, row group by row group. */
import type { FileHandle } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import * as zlib from 'node:zlib';
import {
  parquetMetadataAsync,
  parquetReadObjects,
  snappyUncompress,
  type AsyncBuffer,
  type Compressors,
} from 'hyparquet';
import { errors, messageOf, quote } from '../core/errors';

/** What is read at once, in bytes as they are uncompressed: a header of a few bytes may claim any number. */
export interface ParquetLimits {
  /** Pages have some megabytes. */
  readonly page: number;
  /** Of the columns that are read. Row groups are held whole; those of the known sets have some hundred megabytes. */
  readonly group: number;
}

const LIMITS: ParquetLimits = { page: 256 * 1024 * 1024, group: 1024 * 1024 * 1024 };

/** @returns the file as a buffer of which parts are read */
export function asyncBufferOf(file: FileHandle, byteLength: number): AsyncBuffer {
  return {
    byteLength,
    slice: async (start, end = byteLength) => {
      const length = Math.min(end, byteLength) - start;
      if (!(start >= 0 && length >= 0)) throw new Error('the file points outside itself');
      const bytes = new Uint8Array(length);
      const { bytesRead } = await file.read(bytes, 0, length, start);
      if (bytesRead < length) throw new Error('the file ends too early');
      return bytes.buffer;
    },
  };
}

/**
 * Rows as objects by column.
 * @param wanted columns that are read, where the file has them
 * @throws WaitpointError `badInput` for a file that is no Parquet, is broken, or is compressed in a way that this
 *   Node.js cannot read
 */
export async function* readParquetRows(
  file: AsyncBuffer,
  name: string,
  wanted: (column: string) => boolean,
  limits = LIMITS,
): AsyncGenerator<Record<string, unknown>> {
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw errors.badInput(`${quote(name, 200)} cannot be read as Parquet: ${messageOf(error)}.`);
    }
  };
  const metadata = await attempt(() => parquetMetadataAsync(file, { geoparquet: false }));
  const columns = topColumns(metadata.schema).filter(wanted);
  let start = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const used = group.columns.filter(({ meta_data: column }) =>
      columns.includes(column?.path_in_schema[0] ?? ''),
    );
    const bytes = used.reduce(
      (sum, { meta_data: column }) => sum + Number(column?.total_uncompressed_size),
      0,
    );
    if (!(bytes <= limits.group) || !Number.isSafeInteger(rows) || rows < 0 || rows > limits.group)
      throw errors.badInput(
        `${quote(name, 200)} has a row group of ${rows} rows and ${bytes} bytes, more than is read at once.`,
      );
    const from = start;
    start += rows;
    // Without a column there is nothing to read, and the rows are there all the same.
    const objects =
      columns.length === 0
        ? Array.from({ length: rows }, () => ({}))
        : await attempt(() =>
            parquetReadObjects({
              file,
              metadata,
              columns,
              rowStart: from,
              rowEnd: start,
              compressors: compressors(limits.page),
            }),
          );
    yield* objects;
  }
}

/** Names of the columns below the root; deeper ones are part of these. */
function topColumns(
  schema: readonly { readonly name: string; readonly num_children?: number | undefined }[],
) {
  const names: string[] = [];
  for (let i = 1; i < schema.length; i = afterElement(schema, i)) names.push(schema[i]?.name ?? '');
  return names;
}

function afterElement(schema: readonly { readonly num_children?: number | undefined }[], at: number): number {
  let open = 1;
  let i = at;
  for (; open > 0 && i < schema.length; i++) open += (schema[i]?.num_children ?? 0) - 1;
  return i;
}

/** Since Node.js 22.15. */
const zstd = (
  zlib as { zstdDecompressSync?: (input: Uint8Array, options: { maxOutputLength: number }) => Uint8Array }
).zstdDecompressSync;

/** No page becomes larger than its header says, and no header may say too much. */
function compressors(most: number): Compressors {
  const limited = (bytes: number): number => {
    if (bytes <= most) return bytes;
    throw new Error(`a page of ${bytes} bytes is larger than any that is read`);
  };
  return {
    SNAPPY: (input, length) => {
      const output = new Uint8Array(limited(length));
      snappyUncompress(input, output);
      return output;
    },
    GZIP: (input, length) => gunzipSync(input, { maxOutputLength: limited(length) + 1 }),
    BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: limited(length) + 1 }),
    ...(zstd && { ZSTD: (input, length) => zstd(input, { maxOutputLength: limited(length) + 1 }) }),
  };
}
