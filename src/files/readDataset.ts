/** Reads a dataset from a file: JSON Lines, a JSON array, or Parquet by its first bytes. */
import { open, type FileHandle } from 'node:fs/promises';
import { errors, quote } from '../core/errors';
import { isDatasetColumn } from '../core/evaluation/dataset/columns';
import { DatasetBuilder, type Dataset } from '../core/evaluation/dataset/dataset';
import { readJsonDataset } from '../core/evaluation/dataset/readJsonDataset';
import { reasonOf } from './journalFile';
import { asyncBufferOf, readParquetRows } from './readParquet';

const PARQUET_MAGIC = 'PAR1';
const CHUNK_BYTES = 1024 * 1024;

export interface ReadDatasetOptions {
  /** Rows that are taken at most; default all. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * @returns the rows that can be asked, and every one that cannot, with its line
 * @throws WaitpointError `badInput` for a file that cannot be opened or read
 */
export async function readDataset(path: string, options: ReadDatasetOptions = {}): Promise<Dataset> {
  const file = await open(path).catch((error: unknown) => {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw errors.badInput(
      missing
        ? `No file at ${quote(path, 200)}. Give the path of a dataset: JSON Lines or Parquet.`
        : `${quote(path, 200)} cannot be read: ${reasonOf(error)}.`,
    );
  });
  try {
    const found = await file.stat();
    if (found.isDirectory()) throw errors.badInput(`${quote(path, 200)} is a folder. Give one of its files.`);
    const magic = Buffer.alloc(PARQUET_MAGIC.length);
    // A pipe has no place to read from twice.
    if (found.isFile()) await file.read(magic, 0, magic.length, 0);
    if (magic.toString('latin1') === PARQUET_MAGIC) return await readParquet(file, found.size, path, options);
    const limit = options.limit ?? Infinity;
    return await readJsonDataset(piecesOf(file, path, options.signal), limit);
  } finally {
    await file.close().catch(() => undefined);
  }
}

async function* piecesOf(file: FileHandle, path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    const stream = file.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false, signal });
    for await (const piece of stream) yield piece as Uint8Array;
  } catch (error) {
    signal?.throwIfAborted();
    throw errors.badInput(`${quote(path, 200)} cannot be read: ${reasonOf(error)}.`);
  }
}

async function readParquet(
  file: FileHandle,
  size: number,
  path: string,
  { limit, signal }: ReadDatasetOptions,
): Promise<Dataset> {
  const dataset = new DatasetBuilder(limit);
  let number = 0;
  for await (const row of readParquetRows(asyncBufferOf(file, size), path, isDatasetColumn)) {
    signal?.throwIfAborted();
    dataset.addRow(++number, row);
    if (dataset.isFull) break;
  }
  if (number === 0) dataset.addProblem(1, 'There is nothing to read: the file has no rows.');
  return dataset.result();
}
