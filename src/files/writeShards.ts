/** A pool as Parquet shards, for programs that run on many machines (docs/handover.md). */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readPoolRow } from '../core/curate/poolRow';
import type { CurationConfig } from '../core/curate/curationConfig';
import { SHARD_COLUMNS, shardRow, type ShardText } from '../core/curate/shardRow';
import { errors, quote } from '../core/errors';
import type { ExportRow } from '../core/formats/export/exportFormat';
import { reasonOf } from './journalFile';
import type { Written } from './lineWriter';
import { poolFiles, readPoolFile, type PoolFileSummary } from './pool';
import { saveText } from './saveTrace';
import { writeParquet } from './writeParquet';

/** In a folder of their own: readers take every file of it. */
export const SHARDS = 'shards';
export const SHARDS_MANIFEST = 'manifest.json';
const SHARDS_SCHEMA = 1;

const SHARD_NAME = /^\d{5,}\.parquet$/;
const DIGITS = 5;

/** Of rows that could not be read; more are counted only. */
const MOST_PROBLEMS = 1000;

export interface ShardsManifest {
  readonly schema: typeof SHARDS_SCHEMA;
  readonly text: ShardText;
  /** Names of the pool's columns, where they were given. */
  readonly columns: CurationConfig['columns'];
  readonly pool: readonly PoolFileSummary[];
  /** Of all shards. */
  readonly rows: number;
  readonly shards: readonly (Written & { readonly name: string })[];
  /** Rows that are in no shard. */
  readonly unreadable: number;
  /** The first of them. */
  readonly problems: readonly { readonly file: string; readonly line: number; readonly message: string }[];
}

export interface WriteShardsOptions {
  readonly paths: readonly string[];
  readonly config: CurationConfig;
  /** Made already. */
  readonly out: string;
  /** Rows of a shard. */
  readonly shardRows: number;
  readonly text: ShardText;
  /** Shards of an earlier run may go. */
  readonly force: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (rows: number) => void;
}

/**
 * Writes the shards one by one, then the manifest: where that is missing, the shards are not all there.
 * @throws WaitpointError `badInput` for what cannot be read, a pool without rows, or shards that are there already;
 *   `writeFailed`
 */
export async function writeShards(options: WriteShardsOptions): Promise<ShardsManifest> {
  const { out, config, text, shardRows } = options;
  const files = await poolFiles(options.paths);
  const folder = await openShards(options);
  const pool: PoolFileSummary[] = [];
  const problems: ShardsManifest['problems'][number][] = [];
  let unreadable = 0;
  const all = async function* (): AsyncGenerator<ExportRow> {
    let rows = 0;
    for (const file of files)
      for await (const line of readPoolFile(file, (summary) => pool.push(summary), options.signal)) {
        options.signal?.throwIfAborted();
        options.onProgress?.(++rows);
        const row = 'problem' in line.entry ? line.entry : readPoolRow(line.entry.value, config);
        if (!('problem' in row)) yield shardRow(row, line, text);
        else if (++unreadable <= MOST_PROBLEMS)
          problems.push({ file: line.file, line: line.line, message: row.problem });
      }
  };
  const shards: (Written & { name: string })[] = [];
  for await (const rows of inParts(all(), shardRows)) {
    const name = `${String(shards.length).padStart(DIGITS, '0')}.parquet`;
    shards.push({ name, ...(await writeParquet(join(folder, name), rows, SHARD_COLUMNS)) });
  }
  if (shards.length === 0)
    throw errors.badInput(`No row of the pool could be read. ${problems[0]?.message ?? 'It has none.'}`);
  const manifest: ShardsManifest = {
    schema: SHARDS_SCHEMA,
    text,
    columns: config.columns,
    pool,
    rows: shards.reduce((sum, { rows }) => sum + rows, 0),
    shards,
    unreadable,
    problems,
  };
  await saveText(join(out, SHARDS_MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** Makes the folder of the shards, without those of an earlier run. @throws WaitpointError */
async function openShards({ out, force }: WriteShardsOptions): Promise<string> {
  const folder = join(out, SHARDS);
  const names = await mkdir(folder, { recursive: true })
    .then(() => readdir(folder))
    .catch((error: unknown) => {
      throw errors.writeFailed(folder, reasonOf(error));
    });
  const [first] = names;
  if (first !== undefined && !force)
    throw errors.badInput(
      `${quote(join(folder, first), 200)} is there already. Replace such shards with --force, or choose another --out.`,
    );
  const foreign = names.find((name) => !SHARD_NAME.test(name));
  if (foreign !== undefined)
    throw errors.badInput(
      `${quote(join(folder, foreign), 200)} is no shard, and would be read as one. Choose another --out.`,
    );
  // A reader takes all that is there: fewer shards than before must not leave old ones behind.
  await rm(join(out, SHARDS_MANIFEST), { force: true });
  for (const name of names) await rm(join(folder, name));
  return folder;
}

/** Divides items into parts of at most `size`; each must be read to its end before the next is asked for. */
async function* inParts<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<AsyncIterable<T>> {
  const iterator = items[Symbol.asyncIterator]();
  let next = await iterator.next();
  const part = async function* (): AsyncGenerator<T> {
    for (let count = 0; count < size && next.done !== true; count++) {
      yield next.value;
      next = await iterator.next();
    }
  };
  try {
    while (next.done !== true) yield part();
  } finally {
    await iterator.return?.();
  }
}
