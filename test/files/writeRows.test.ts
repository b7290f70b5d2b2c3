import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { EXPORT_FORMATS, exportFormatNamed } from '../../src/core/formats/export/exportFormats';
import type { ExportRow } from '../../src/core/formats/export/exportFormat';
import { traceIdentity } from '../../src/core/trace/identity';
import type { Trace } from '../../src/core/trace/trace';
import { parseTrace } from '../../src/core/trace/traceFile';
import { readTraces } from '../../src/files/readTraces';
import { writeParquet } from '../../src/files/writeParquet';
import { fileKindOf, writeRows } from '../../src/files/writeRows';
import { exportAll } from '../support/exporting';
import { fixture, itemsOf, tracesOf } from '../support/importing';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-rows-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string): string => join(folder, name);

const ours = parseTrace(readFileSync(resolve(import.meta.dirname, '../../docs/example.trace.json'))).trace;

async function* each(rows: readonly ExportRow[]): AsyncGenerator<ExportRow> {
  yield* rows;
}

async function read(name: string): Promise<unknown[]> {
  const found: unknown[] = [];
  const options = { format: 'auto', createdAt: '2026-01-01T00:00:00.000Z' };
  for await (const one of readTraces([{ path: path(name), name: 'rows' }], options)) found.push(one);
  return found;
}

/** Traces with labels, a person's step, no answer; a run and its fork. */
async function traces(): Promise<Trace[]> {
  const fork = structuredClone(ours);
  const at = ours.steps[2]?.start ?? 0;
  fork.parent = { identity: traceIdentity(ours), file: null, at, change: 'edit' };
  fork.tokens.text[at] = 'Hm 漢字 😀';
  fork.steps = fork.steps.map((step) => ({ ...step, score: 0.1 }));
  const imported = tracesOf([
    ...(await itemsOf(fixture('prm800k.jsonl'))),
    ...(await itemsOf(fixture('s1k.jsonl'))),
  ]);
  return [ours, fork, ...imported];
}

describe.each(EXPORT_FORMATS.map(({ name }) => name))('%s', (name) => {
  it('reads back from Parquet as from JSON Lines', async () => {
    const { columns } = exportFormatNamed(name);
    const { rows } = exportAll(name, await traces(), { unlabelled: 'right' });
    expect(rows.length).toBeGreaterThan(0);
    await writeRows(path('rows.jsonl'), each(rows), columns);
    await writeRows(path('rows.parquet'), each(rows), columns);
    const [lines, parquet] = [await read('rows.jsonl'), await read('rows.parquet')];
    expect(parquet).toEqual(lines);
    const problems = lines.filter((one) => 'problem' in (one as object));
    // Half of the rows of s1K-1.1 have a place that stays empty.
    if (name !== 's1k-1.1') expect(problems).toEqual([]);
    for (const row of rows) expect(Object.keys(columns)).toEqual(expect.arrayContaining(Object.keys(row)));
  });
});

test('more rows than a row group holds are written as they come', async () => {
  const rows = Array.from({ length: 2_500 }, (_, i): ExportRow => ({
    prompt: `q${i}`,
    completions: ['a'],
    labels: [i % 2 === 0],
  }));
  const written = await writeRows(path('many.parquet'), each(rows), exportFormatNamed('trl').columns);
  expect(written).toMatchObject({ rows: 2_500, bytes: readFileSync(path('many.parquet')).length });
  const found = await read('many.parquet');
  expect(found).toHaveLength(2_500);
  expect(found.at(-1)).toMatchObject({ id: 'rows:2500', trace: { question: { text: 'q2499' } } });
});

test('rows that fail leave the file as it was, and nothing beside it', async () => {
  async function* failing(): AsyncGenerator<ExportRow> {
    yield { text: 'a' };
    await Promise.resolve();
    throw new Error('no more');
  }
  for (const name of ['a.jsonl', 'a.parquet']) {
    writeFileSync(path(name), 'before');
    await expect(writeRows(path(name), failing(), { text: 'STRING' })).rejects.toThrow('no more');
    expect(readFileSync(path(name), 'utf8')).toBe('before');
  }
  expect(readdirSync(folder).toSorted()).toEqual(['a.jsonl', 'a.parquet']);
});

test('a file that cannot be made is told', async () => {
  const columns = { text: 'STRING' } as const;
  await expect(writeParquet(path('no/a.parquet'), each([]), columns)).rejects.toMatchObject({
    code: 'writeFailed',
  });
  expect(existsSync(path('no'))).toBe(false);
});

test.each([
  ['a.jsonl', 'jsonl'],
  ['A.NDJSON', 'jsonl'],
  ['b.parquet', 'parquet'],
  ['c.json', null],
  ['jsonl', null],
])('%s is written as %s', (name, kind) => {
  expect(fileKindOf(name)).toBe(kind);
});
