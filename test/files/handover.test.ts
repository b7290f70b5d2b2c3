/** A pool goes to other machines as shards, and what they decide comes back. A script here plays the other side. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetReadObjects, parquetSchema, parquetMetadata } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/core/curate/curationConfig';
import { questionKey } from '../../src/core/evaluation/dataset/dataset';
import { curatePool, type Manifest } from '../../src/files/curatePool';
import { writeParquet } from '../../src/files/writeParquet';
import { writeShards, type ShardsManifest, type WriteShardsOptions } from '../../src/files/writeShards';
import { jsonLines } from '../support/exporting';

let folder: string;
const path = (...names: string[]): string => join(folder, ...names);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-handover-'));
  mkdirSync(path('hand'));
  mkdirSync(path('out'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SHARED = 'let abc be a triangle with sides three four and five';
const pool = Array.from({ length: 50 }, (_, i) => ({
  question:
    i % 10 === 3
      ? `No. ${i}: Let  ABC be a\ntriangle with sides three four and five.`
      : `What is ${i} plus ${i}?`,
  solution: String(i),
  thinking_trajectories: [`Step 1: ${i}.`],
  attempt: `${i}`,
  domain: i % 2 === 0 ? 'Algebra' : 'Geometry',
}));

function write(name: string, content: string | Uint8Array): string {
  mkdirSync(join(path(name), '..'), { recursive: true });
  writeFileSync(path(name), content);
  return path(name);
}

function shards(options: Partial<WriteShardsOptions> = {}): Promise<ShardsManifest> {
  return writeShards({
    paths: [write('pool.jsonl', jsonLines(pool))],
    config: parseConfig({}, 'config'),
    out: path('hand'),
    shardRows: 20,
    text: 'question',
    force: false,
    ...options,
  });
}

function curate(config: object): Promise<Manifest> {
  return curatePool({
    paths: [write('pool.jsonl', jsonLines(pool))],
    config: parseConfig({ select: 10, ...config }, 'config'),
    configFolder: folder,
    out: path('out'),
  });
}

interface Document {
  readonly text: string;
  readonly id: string;
  readonly metadata: Record<string, unknown>;
}

const bytesOf = (name: string): ArrayBuffer => new Uint8Array(readFileSync(name)).buffer;

/** As datatrove's ParquetReader does it: every file of the folder; what is neither text nor id is metadata. */
async function readDocuments(): Promise<Document[]> {
  const documents: Document[] = [];
  for (const name of readdirSync(path('hand', 'shards')).toSorted())
    for (const { text, id, ...metadata } of await parquetReadObjects({
      file: bytesOf(path('hand', 'shards', name)),
    }))
      documents.push({ text: text as string, id: id as string, metadata });
  return documents;
}

/** The n-gram stage, the slow way. */
function sharedNgram(text: string): string | null {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const known = ` ${SHARED} `;
  const ngrams = words.map((_, i) => words.slice(i, i + 8)).filter(({ length }) => length === 8);
  return ngrams.map((ngram) => ngram.join(' ')).find((ngram) => known.includes(` ${ngram} `)) ?? null;
}

/** Writes what is left and what was removed, as datatrove's writers do: gzipped JSON Lines, and Parquet. */
async function otherSide(): Promise<void> {
  const documents = await readDocuments();
  const removed = documents.flatMap(({ metadata, ...document }) => {
    const ngram = sharedNgram(document.text);
    return ngram === null
      ? []
      : [{ ...document, metadata: { ...metadata, contaminated_ngram: ngram, contaminated_task: 'aime' } }];
  });
  write('removed/00000.jsonl.gz', gzipSync(jsonLines(removed)));
  const gone = new Set(removed.map(({ id }) => id));
  const kept = documents.filter(({ id }) => !gone.has(id));
  mkdirSync(path('kept'));
  const columns = { text: 'STRING', id: 'STRING', metadata: { file: 'STRING', line: 'INT32' } } as const;
  const rows = (async function* () {
    yield* kept.map(({ text, id, metadata }) => ({ text, id, metadata: { ...metadata } }));
  })();
  await writeParquet(path('kept', '000_00000.parquet'), rows, columns);
}

const read = (name: string): string => readFileSync(path('out', name), 'utf8');

describe('shards', () => {
  it('hold every row once, in order, under the key of its question', async () => {
    const manifest = await shards();
    expect(manifest.shards.map(({ name, rows }) => [name, rows])).toEqual([
      ['00000.parquet', 20],
      ['00001.parquet', 20],
      ['00002.parquet', 10],
    ]);
    expect(JSON.parse(readFileSync(path('hand', 'manifest.json'), 'utf8'))).toEqual(manifest);
    const documents = await readDocuments();
    expect(documents.map(({ text }) => text)).toEqual(pool.map(({ question }) => question));
    expect(documents[7]).toEqual({
      text: 'What is 7 plus 7?',
      id: questionKey('What is 7 plus 7?'),
      metadata: {
        question: 'What is 7 plus 7?',
        trace: 'Step 1: 7.',
        answer: '7',
        solution: '7',
        domain: 'Geometry',
        source: '',
        length: null,
        correct: null,
        file: 'pool.jsonl',
        line: 8,
      },
    });
  });

  it('are the same bytes for the same pool', async () => {
    const first = await shards();
    expect(await shards({ force: true })).toEqual(first);
  });

  it('have columns that no reader takes for something else', async () => {
    await shards();
    const { children } = parquetSchema(parquetMetadata(bytesOf(path('hand', 'shards', '00000.parquet'))));
    const names = children.map(({ element }) => element.name);
    expect(names.slice(0, 2)).toEqual(['text', 'id']);
    // datatrove takes columns of these names apart.
    expect(names).not.toContain('metadata');
    expect(names).not.toContain('media');
  });

  it('hold trace and answer too where they are asked for', async () => {
    await shards({ text: 'trace' });
    expect((await readDocuments())[7]?.text).toBe('What is 7 plus 7?\n\nStep 1: 7.\n\n7');
  });

  it('leave out what cannot be read, and the manifest lists it', async () => {
    const paths = [write('bad.jsonl', `${jsonLines(pool.slice(0, 2))}{broken\n{"a":1}\n`)];
    const manifest = await shards({ paths });
    expect(manifest).toMatchObject({ rows: 2, unreadable: 2 });
    expect(manifest.problems.map(({ file, line }) => [file, line])).toEqual([
      ['bad.jsonl', 3],
      ['bad.jsonl', 4],
    ]);
    const none = [write('none.jsonl', '{"a":1}\n')];
    await expect(shards({ paths: none, force: true })).rejects.toThrow(
      /^No row of the pool could be read\. The row has no column/,
    );
  });

  it('of an earlier run are replaced on demand alone, all of them; other files never', async () => {
    await shards({ shardRows: 5 });
    await expect(shards()).rejects.toThrow(
      /00000\.parquet" is there already\. Replace such shards with --force/,
    );
    await shards({ force: true });
    expect(readdirSync(path('hand', 'shards')).toSorted()).toEqual([
      '00000.parquet',
      '00001.parquet',
      '00002.parquet',
    ]);
    write('hand/shards/mine.parquet', 'x');
    await expect(shards({ force: true })).rejects.toThrow(/mine\.parquet" is no shard/);
    expect(readdirSync(path('hand', 'shards'))).toHaveLength(4);
  });

  it('are not whole without a manifest: an interruption leaves none', async () => {
    await shards();
    const abort = new AbortController();
    const onProgress = (rows: number): void => {
      if (rows === 30) abort.abort();
    };
    await expect(shards({ force: true, signal: abort.signal, onProgress })).rejects.toThrow();
    expect(readdirSync(path('hand')).toSorted()).toEqual(['shards']);
    expect(readdirSync(path('hand', 'shards'))).toEqual(['00000.parquet']);
  });
});

describe('what comes back', () => {
  it('selects what our own decontamination selects, as kept rows and as removed ones', async () => {
    await shards();
    await otherSide();
    write('aime.jsonl', jsonLines([{ question: SHARED, answer: '6' }]));
    await curate({ decontamination: { against: ['aime.jsonl'] } });
    const own = read('selection.jsonl');
    expect(own.split('\n')).toHaveLength(11);
    const dropped = await curate({ handover: { dropped: ['removed'] } });
    expect(read('selection.jsonl')).toBe(own);
    expect(dropped.counts).toMatchObject({ left: { handover: 45 }, rules: { 'dropped elsewhere': 5 } });
    expect(dropped.handover).toMatchObject([{ name: '00000.jsonl.gz', rows: 5 }]);
    expect(read('dropped.jsonl')).toContain(
      '"reason":"It was dropped elsewhere: let abc be a triangle with sides three (aime)."',
    );
    const kept = await curate({ handover: { selected: ['kept'] } });
    expect(read('selection.jsonl')).toBe(own);
    expect(kept.counts.rules).toMatchObject({ 'not selected elsewhere': 5 });
  });

  it('may name rows by their own ids, as numbers or as nothing but ids', async () => {
    const rows = pool.slice(0, 6).map((row, i) => ({ ...row, id: `row-${i}` }));
    const paths = [write('named.jsonl', jsonLines(rows))];
    write('ids.json', '["row-1", {"id":"row-2"}, {"id":7}]');
    const config = parseConfig({ select: 2, handover: { selected: ['ids.json'] } }, 'config');
    const manifest = await curatePool({ paths, config, configFolder: folder, out: path('out') });
    expect(
      read('selection.jsonl')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { id: string }).id),
    ).toEqual(['row-1', 'row-2']);
    expect(manifest.warnings).toContain('1 of the ids that came back are of no row of the pool.');
  });

  it('may be a text with an id a line', async () => {
    const ids = pool.slice(0, 12).map(({ question }) => questionKey(question));
    write('ids.txt', ids.join('\r\n'));
    const { counts } = await curate({ handover: { selected: ['ids.txt'] } });
    expect(counts.left.handover).toBe(12);
  });

  it('gives way to a person', async () => {
    const [first] = pool;
    const key = questionKey(first?.question ?? '');
    write('ids.jsonl', jsonLines([{ id: key }]));
    const { counts } = await curate({ keep: [key], handover: { dropped: ['ids.jsonl'] } });
    expect(counts.selected.kept).toBe(1);
    expect(counts.dropped.handover).toBe(0);
  });

  it.each([
    ['{"key":"a"}\n', /ids\.jsonl", line 1: the row has no id\.$/],
    ['{"id":"a"}\n{"id":\n', /ids\.jsonl", line 2: The JSON ends too early/],
  ])('is refused where a row has no id: %j', async (content, message) => {
    write('ids.jsonl', content);
    await expect(curate({ handover: { selected: ['ids.jsonl'] } })).rejects.toThrow(message);
  });

  it('that is no whole gzip is refused', async () => {
    write('ids.jsonl.gz', gzipSync(jsonLines(pool)).subarray(0, 100));
    await expect(curate({ handover: { selected: ['ids.jsonl.gz'] } })).rejects.toThrow(
      /ids\.jsonl\.gz" cannot be unpacked: /,
    );
  });
});
