import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseConfig } from '../../src/core/curate/curationConfig';
import { WHOLE_POOL } from '../../src/core/curate/rowOrder';
import type { CurationNews } from '../../src/core/curate/shownCuration';
import { questionKey } from '../../src/core/evaluation/dataset/dataset';
import { CurateSession } from '../../src/files/curateSession';
import { curatePool } from '../../src/files/curatePool';

let folder: string;
let session: CurateSession | null = null;
let news: CurationNews[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-session-'));
  news = [];
});
afterEach(async () => {
  await session?.dispose();
  session = null;
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const row = (question: string, more: object = {}): object => ({
  ...{ question, domain: 'Algebra', thinking_trajectories: ['one two three'], attempt: '7', ...more },
});
const config = (given: object = {}) => parseConfig(given, 'config');

async function opened(paths: readonly string[], given: object = {}): Promise<CurateSession> {
  await session?.dispose();
  session = new CurateSession({ paths, config: config(given), configFolder: folder }, (one) =>
    news.push(one),
  );
  await session.read();
  return session;
}
const last = (): CurationNews => news.at(-1) as CurationNews;
const states = async (of: CurateSession): Promise<string[]> =>
  (await of.rows(0, 100)).rows.map(({ selected, dropped }) => selected ?? dropped?.rule ?? '');

const ROWS = [row('a'), row('p1. b'), row('step1. c'), row('a'), row('**9.** d', { domain: undefined })];

test.each<[string, () => string]>([
  ['JSON Lines', () => write('pool.jsonl', lines(ROWS))],
  ['a JSON array', () => write('pool.json', JSON.stringify(ROWS, null, 2))],
  ['packed JSON Lines', () => write('pool.jsonl.gz', gzipSync(lines(ROWS)))],
  [
    'Parquet',
    () => {
      const column = (name: string, of: (row: Record<string, unknown>) => string | undefined) => ({
        ...{ name, type: 'STRING' as const, data: ROWS.map((one) => of(one as Record<string, unknown>)) },
      });
      const columnData = [
        column('question', (one) => one['question'] as string),
        column('thinking', () => 'one two'),
      ];
      return write('pool.parquet', new Uint8Array(parquetWriteBuffer({ columnData })));
    },
  ],
])('rows of %s are shown with their reasons, and read in full', async (_, pool) => {
  const curation = await opened([pool()]);
  const { rows } = await curation.rows(0, 100);
  expect(rows.map(({ question }) => question)).toEqual(['a', 'p1. b', 'step1. c', 'a', '**9.** d']);
  expect(rows[1]?.reason).toBe('The question is numbered as a part of a sheet ("p1.").');
  expect(rows[3]?.reason).toMatch(/^The question is that of pool\.\S+:[12] again\.$/);
  expect((await curation.text(4)).question).toBe('**9.** d');
  expect((await curation.text(0)).trace).toMatch(/^one two/);
});

test('rules are switched, and questions kept and dropped, without the pool', async () => {
  const pool = write('pool.jsonl', lines(ROWS));
  const curation = await opened([pool]);
  expect(await states(curation)).toEqual(['drawn', 'numbering', 'numbering', 'same question', 'boldDigits']);
  unlinkSync(pool);
  await curation.configure(
    config({
      quality: { numbering: 'fixed', boldDigits: 'off' },
      keep: [questionKey('p1. b')],
      drop: [questionKey('a')],
    }),
    folder,
  );
  expect(await states(curation)).toEqual([
    'dropped by a person',
    'kept',
    'drawn',
    'dropped by a person',
    'no domain',
  ]);
  expect(last()).toMatchObject({
    reading: null,
    failure: null,
    funnel: { hits: { numbering: 1, boldDigits: 1 } },
  });
  // Of a rule that is off it is still known what it would hit.
  expect(last().examples.boldDigits).toEqual([{ row: 4, before: '', hit: '**9.**', after: ' d' }]);
  expect(last().examples.numbering).toEqual([{ row: 1, before: '', hit: 'p1.', after: ' b' }]);
});

test('what asks for more of the rows reads the pool again', async () => {
  const set = write('set.jsonl', lines([{ question: 'find the root of nine' }]));
  const pool = write(
    'pool.jsonl',
    lines([row('Find the root of nine'), row('b'), row('c', { domain: undefined })]),
  );
  write('domains.jsonl', lines([{ key: questionKey('c'), domain: 'Cs', by: 'model' }]));
  const curation = await opened([pool]);
  expect(await states(curation)).toEqual(['drawn', 'drawn', 'no domain']);
  const other = config({
    decontamination: { against: [set], words: 4 },
    diversity: { domainsFile: 'domains.jsonl' },
  });
  await curation.configure(other, folder);
  await vi.waitFor(() =>
    expect(last()).toMatchObject({ config: other, reading: null, funnel: { sharedNgrams: 1 } }),
  );
  expect(await states(curation)).toEqual(['shared n-gram', 'drawn', 'drawn']);
  expect((await curation.rows(0, 1)).rows[0]?.reason).toMatch(/: find the root of \(set\.jsonl:1\)\.$/);
  expect((await curation.rows(2, 1)).rows[0]?.domain).toBe('Cs');
});

test('an n-gram of a trace is shown although traces are not kept', async () => {
  const set = write('set.jsonl', lines([{ question: 'one two three' }]));
  const pool = write('pool.jsonl', lines([row('a')]));
  const curation = await opened([pool], { decontamination: { against: [set], words: 3, text: 'trace' } });
  expect((await curation.rows(0, 1)).rows[0]?.reason).toBe(
    'It shares words with an evaluation set: one two three (set.jsonl:1).',
  );
});

test('what cannot be read is said, and what was read stays', async () => {
  const pool = write('pool.jsonl', `${lines([row('a')])}{broken\n\u0000\xff\n[1]\n${lines([row('b')])}`);
  const curation = await opened([pool]);
  const { rows } = await curation.rows(0, 9);
  expect(rows.map(({ place, key }) => [place, key !== null])).toEqual([
    ['pool.jsonl:1', true],
    ['pool.jsonl:2', false],
    ['pool.jsonl:3', false],
    ['pool.jsonl:4', false],
    ['pool.jsonl:5', true],
  ]);
  expect(rows[1]?.reason).toMatch(/^The JSON /);
  const missing = config({ decontamination: { against: ['nowhere.jsonl'] } });
  await curation.configure(missing, folder);
  await vi.waitFor(() => expect(last().failure).toMatch(/nowhere\.jsonl" cannot be read/));
  expect(last().config).toEqual(missing);
  expect(last().funnel.counts.rows).toBe(5);
  // Mended, it goes on.
  await curation.configure(config(), folder);
  await vi.waitFor(() => expect(last().failure).toBeNull());
});

test('a pool that is not there is said, and found once it is', async () => {
  const curation = await opened([join(folder, 'later.jsonl')]);
  expect(news).toMatchObject([
    { failure: expect.stringMatching(/later\.jsonl" cannot be read/) as string, listed: 0 },
  ]);
  write('later.jsonl', lines([row('a')]));
  await curation.read();
  expect(last()).toMatchObject({ failure: null, listed: 1 });
});

test('a pool that changes, grows or goes is told', async () => {
  mkdirSync(join(folder, 'pool'));
  write('pool/a.jsonl', lines([row('a')]));
  write('pool/b.jsonl', lines([row('b')]));
  const curation = await opened([join(folder, 'pool')]);
  await curation.check();
  expect(last().changed).toEqual([]);
  appendFileSync(join(folder, 'pool/a.jsonl'), lines([row('c')]));
  unlinkSync(join(folder, 'pool/b.jsonl'));
  write('pool/d.jsonl', '');
  await curation.check();
  expect(last().changed).toEqual(['a.jsonl', 'b.jsonl', 'd.jsonl']);
  await expect(curation.text(1)).rejects.toThrow(/b\.jsonl" cannot be read/);
});

test('a row that is another one by now is not shown in its place', async () => {
  const pool = write('pool.jsonl', lines([row('a'), row('b')]));
  const curation = await opened([pool]);
  writeFileSync(pool, `{"x":1}\n${lines([row('b')])}`);
  await expect(curation.text(0)).rejects.toThrow(/pool\.jsonl:1 is not what was read any more/);
});

test('text is looked for in all questions, whatever its case and signs', async () => {
  const pool = write('pool.jsonl', lines([row('Find \\frac{1}{2}\n"half"'), row('nothing'), row('FIND x')]));
  const curation = await opened([pool]);
  const found = async (text: string): Promise<number[]> => {
    await curation.look({ ...WHOLE_POOL, text });
    await vi.waitFor(() => expect(last()).toMatchObject({ look: { text }, searched: null }));
    return (await curation.rows(0, 9)).rows.map(({ row: number }) => number);
  };
  expect(await found('find')).toEqual([0, 2]);
  expect(await found('\\FRAC{1}')).toEqual([0]);
  expect(await found('\n"half')).toEqual([0]);
  expect(await found('nowhere')).toEqual([]);
});

test('while it is read rows are counted, sorted and shown, and stopping keeps them', async () => {
  // So many that they are still read while what was read is looked at.
  const many = Array.from({ length: 240_000 }, (_, i) => row(`question ${i}`, { trace_length: i % 777 }));
  const pool = write('pool.jsonl', lines(many));
  session = new CurateSession({ paths: [pool], config: config(), configFolder: folder }, (one) =>
    news.push(one),
  );
  await session.look({ ...WHOLE_POOL, sort: 'length', descending: true });
  const reading = session.read();
  await vi.waitFor(() => expect(news.length).toBeGreaterThan(0));
  const { reading: progress, listed } = last();
  expect(progress?.rows).toBeGreaterThan(0);
  expect(listed).toBeLessThan(240_000);
  const lengths = (await session.rows(0, 50)).rows.map(({ length }) => length ?? 0);
  expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
  await session.stop();
  await reading;
  expect(last().reading).toBeNull();
  expect(last().failure).toMatch(/^Reading was stopped/);
  expect(last().listed).toBeGreaterThanOrEqual(listed);
});

test('what is written is what the command line writes', async () => {
  const pool = write('pool.jsonl', lines(ROWS));
  const given = { select: 2, quality: { numbering: 'off' } };
  const curation = await opened([pool], given);
  const out = join(folder, 'view');
  const other = join(folder, 'command');
  mkdirSync(other);
  const manifest = await curation.write(out, () => undefined);
  await curatePool({ paths: [pool], config: config(given), configFolder: folder, out: other });
  expect(manifest.selection.rows).toBe(last().funnel.counts.left.diversity);
  for (const name of ['manifest.json', 'selection.jsonl', 'dropped.jsonl'])
    expect(readFileSync(join(out, name), 'utf8')).toBe(readFileSync(join(other, name), 'utf8'));
});

test('questions with a right answer become a dataset, and without any there is none', async () => {
  const pool = write(
    'pool.jsonl',
    lines([row('a', { solution: '\\boxed{7}' }), row('b'), row('a', { solution: '8' })]),
  );
  const curation = await opened([pool]);
  expect(await curation.writeQuestions(join(folder, 'questions.jsonl'))).toBe(1);
  expect(readFileSync(join(folder, 'questions.jsonl'), 'utf8')).toBe(
    lines([{ question: 'a', answer: '7', domain: 'Algebra' }]),
  );
  const without = await opened([write('other.jsonl', lines([row('b')]))]);
  expect(await without.writeQuestions(join(folder, 'none.jsonl'))).toBe(0);
  expect(() => readFileSync(join(folder, 'none.jsonl'))).toThrow(/ENOENT/);
});

test('each question without a domain is named once', async () => {
  const none = { domain: undefined };
  const curation = await opened([write('pool.jsonl', lines([row('a'), row('b', none), row('b', none), 7]))]);
  expect(await curation.withoutDomain()).toEqual([{ key: questionKey('b'), question: 'b' }]);
});
