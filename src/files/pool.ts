/** Reads the rows of a pool: files of any known format, row by row, and folders of them. */
import { createHash } from 'node:crypto';
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { PoolEntry } from '../core/curate/signalReader';
import { parseJsonRow, type Row } from '../core/formats/readRow';
import type { ByteSpan } from '../core/formats/rowBuffer';
import { splitRows } from '../core/formats/splitRows';
import { traceRow } from '../core/curate/traceRow';
import { WaitpointError, errors, messageOf, quote } from '../core/errors';
import { parseTrace } from '../core/trace/traceFile';
import { reasonOf } from './journalFile';
import { asyncBufferOf, readParquetRows } from './readParquet';

const CHUNK_BYTES = 1024 * 1024;
const PARQUET_MAGIC = 'PAR1';
const GZIP_MAGIC = '\x1f\x8b';
export const TRACE_FILE = '.trace.json';
/** Read in a folder that has no trace files. */
const DATA_FILE = /\.(?:(?:jsonl|ndjson|json)(?:\.gz)?|parquet)$/;

export interface PoolFile {
  readonly path: string;
  /** Below what was asked for: the same wherever the pool lies. */
  readonly name: string;
}

export interface PoolFileSummary {
  readonly name: string;
  readonly bytes: number;
  readonly rows: number;
  readonly sha256: string;
}

/** A row as it stands in the pool. */
export interface PoolLine {
  readonly file: string;
  /** Line, or number of a Parquet row, from 1. */
  readonly line: number;
  /** The row as one line of JSON; null: it is none. */
  readonly json: string | null;
  readonly entry: PoolEntry;
  /** Where its bytes stand in the file; null: it is read with others, or packed. */
  readonly span: ByteSpan | null;
}

/**
 * The files of a pool, in the order asked for, those of a folder by name: its traces, also in folders below, or the
 * JSON Lines, JSON (gzipped too) and Parquet files of one that has none.
 * @throws WaitpointError `badInput` for a path that is not there, or a folder without such files
 */
export async function poolFiles(paths: readonly string[]): Promise<PoolFile[]> {
  const files: PoolFile[] = [];
  for (const path of paths) {
    const found = await stat(path).catch((error: unknown) => {
      throw errors.badInput(`${quote(path, 200)} cannot be read: ${reasonOf(error)}.`);
    });
    files.push(...(found.isDirectory() ? await filesIn(path) : [{ path, name: basename(path) }]));
  }
  return files;
}

async function filesIn(folder: string): Promise<PoolFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, name: relative(folder, path).split(sep).join('/') }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const traces = paths.filter(({ name }) => name.endsWith(TRACE_FILE));
  const data = paths.filter(({ name }) => DATA_FILE.test(name) && !name.includes('/'));
  const files = traces.length > 0 ? traces : data;
  if (files.length > 0) return files;
  throw errors.badInput(
    `The folder ${quote(folder, 200)} holds no traces, and no JSON Lines or Parquet either.`,
  );
}

/**
 * Every row of a file. Memory: one row; of Parquet, one row group.
 * @param onEnd called with what was read, behind the last row
 * @throws WaitpointError `badInput` for a file that cannot be opened or read
 */
export async function* readPoolFile(
  { path, name }: PoolFile,
  onEnd: (summary: PoolFileSummary) => void,
  signal?: AbortSignal,
): AsyncGenerator<PoolLine> {
  const file = await open(path).catch((error: unknown) => {
    throw errors.badInput(`${quote(path, 200)} cannot be read: ${reasonOf(error)}.`);
  });
  try {
    const magic = Buffer.alloc(PARQUET_MAGIC.length);
    await file.read(magic, 0, magic.length, 0);
    const hash = createHash('sha256');
    let bytes = 0;
    let rows = 0;
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of piecesOf(file, path, signal)) {
        hash.update(piece);
        bytes += piece.length;
        yield piece;
      }
    };
    const begins = magic.toString('latin1');
    const lines = name.endsWith(TRACE_FILE)
      ? traceLines(pieces(), name)
      : begins === PARQUET_MAGIC
        ? parquetLines(file, path, name, pieces())
        : begins.startsWith(GZIP_MAGIC)
          ? jsonLines(unzipped(pieces(), path), name, false)
          : jsonLines(pieces(), name, true);
    for await (const line of lines) {
      rows++;
      yield line;
    }
    onEnd({ name, bytes, rows, sha256: hash.digest('hex') });
  } finally {
    await file.close().catch(() => undefined);
  }
}

async function* piecesOf(file: FileHandle, path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    const stream = file.createReadStream({ start: 0, highWaterMark: CHUNK_BYTES, autoClose: false, signal });
    for await (const piece of stream) yield piece as Uint8Array;
  } catch (error) {
    signal?.throwIfAborted();
    throw errors.badInput(`${quote(path, 200)} cannot be read: ${reasonOf(error)}.`);
  }
}

/** @throws WaitpointError `badInput` */
async function* unzipped(pieces: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const all = pipeline(Readable.from(pieces), gunzip);
  // Told below, where it is waited for.
  all.catch(() => undefined);
  try {
    for await (const piece of gunzip) yield piece as Uint8Array;
    await all;
  } catch (error) {
    if (error instanceof WaitpointError) throw error;
    throw errors.badInput(`${quote(path, 200)} cannot be unpacked: ${messageOf(error)}.`);
  }
}

async function* jsonLines(
  pieces: AsyncIterable<Uint8Array>,
  file: string,
  spansAreOfFile: boolean,
): AsyncGenerator<PoolLine> {
  for await (const row of splitRows(pieces)) {
    if ('kind' in row)
      yield { file, line: row.line, json: null, entry: { problem: row.message }, span: null };
    else yield { file, ...jsonLine(row), span: (spansAreOfFile && row.span) || null };
  }
}

function jsonLine(row: Row): Pick<PoolLine, 'line' | 'json' | 'entry'> {
  if (!row.json) return { line: row.line, json: JSON.stringify(row.text), entry: { value: row.text } };
  const parsed = parseJsonRow(row);
  if ('problem' in parsed)
    return { line: parsed.problem.line, json: null, entry: { problem: parsed.problem.message } };
  // Line breaks of JSON stand between its values alone.
  return { line: row.line, json: row.text.replace(/\s*[\r\n]\s*/g, ' ').trim(), entry: parsed };
}

/**
 * One row again, as it stands in the file now.
 * @param span where it stood, if that is known: nothing else is read then
 * @throws WaitpointError `badInput` where it is not there any more
 */
export async function readPoolLine(
  file: PoolFile,
  line: number,
  span: ByteSpan | null,
  signal?: AbortSignal,
): Promise<PoolLine> {
  if (span) {
    const text = await readSpan(file, span);
    return { file: file.name, ...jsonLine({ text, line, whole: false, json: true }), span };
  }
  for await (const found of readPoolFile(file, () => undefined, signal))
    if (found.line === line) return found;
  throw errors.badInput(`${quote(file.path, 200)} has no line ${line} any more.`);
}

async function readSpan({ path }: PoolFile, { start, length }: ByteSpan): Promise<string> {
  const file = await open(path).catch((error: unknown) => {
    throw errors.badInput(`${quote(path, 200)} cannot be read: ${reasonOf(error)}.`);
  });
  try {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, start);
    return bytes.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function* traceLines(pieces: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<PoolLine> {
  const read: Uint8Array[] = [];
  for await (const piece of pieces) read.push(piece);
  let entry: PoolLine['entry'];
  try {
    entry = { value: traceRow(parseTrace(Buffer.concat(read)).trace, file) };
  } catch (error) {
    entry = { problem: messageOf(error) };
  }
  yield { file, line: 1, json: 'value' in entry ? JSON.stringify(entry.value) : null, entry, span: null };
}

async function* parquetLines(
  handle: FileHandle,
  path: string,
  file: string,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<PoolLine> {
  // For its hash: what is read of it by columns comes in no order.
  let size = 0;
  for await (const piece of pieces) size += piece.length;
  let line = 0;
  for await (const row of readParquetRows(asyncBufferOf(handle, size), path, () => true)) {
    yield { file, line: ++line, json: JSON.stringify(row, plainNumbers), entry: { value: row }, span: null };
  }
}

/** Parquet has 64-bit numbers, which JSON has no type for: the large ones are texts. */
function plainNumbers(_: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
