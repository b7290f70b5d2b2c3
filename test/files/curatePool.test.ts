import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseConfig } from '../../src/core/curate/curationConfig';
import { WaitpointError } from '../../src/core/errors';
import { toTrace } from '../../src/core/formats/toTrace';
import { stringifyTrace } from '../../src/core/trace/traceFile';
import { curatePool, type CuratePoolOptions, type Manifest } from '../../src/files/curatePool';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-curate-'));
  mkdirSync(join(folder, 'out'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const read = (name: string): string => readFileSync(join(folder, 'out', name), 'utf8');
const rowsOf = (name: string): Record<string, unknown>[] =>
  read(name)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

function curate(
  paths: readonly string[],
  config: object = {},
  more: Partial<CuratePoolOptions> = {},
): Promise<Manifest> {
  return curatePool({
    paths,
    config: parseConfig(config, 'config'),
    configFolder: folder,
    out: join(folder, 'out'),
    ...more,
  });
}

const row = (question: string, more: object = {}): object => ({
  question,
  domain: 'Algebra',
  thinking_trajectories: ['one two three'],
  attempt: '7',
  ...more,
});

test('selected rows stand as they stood in the pool, every other one with its line and reason', async () => {
  const odd =
    '{ "question" : "b", "n": 12345678901234567890,\t"domain":"Algebra", "thinking_trajectories":["t"]}';
  const pool = write(
    'pool.jsonl',
    `${lines([row('a'), row('p1. x')])}{broken\n\n${odd}\n${lines([row('a')])}`,
  );
  const manifest = await curate([pool], { select: 2, seed: 7 });
  expect(read('selection.jsonl')).toBe(`${JSON.stringify(row('a'))}\n${odd}\n`);
  expect(rowsOf('dropped.jsonl')).toEqual([
    {
      file: 'pool.jsonl',
      line: 2,
      key: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      id: null,
      question: 'p1. x',
      domain: 'Algebra',
      length: 3,
      stage: 'quality',
      rule: 'numbering',
      evidence: 'p1.',
      reason: 'The question is numbered as a part of a sheet ("p1.").',
    },
    expect.objectContaining({
      line: 3,
      key: null,
      question: null,
      stage: 'unreadable',
      reason: expect.stringContaining('JSON') as string,
    }),
    expect.objectContaining({
      line: 6,
      stage: 'duplicate',
      reason: 'The question is that of pool.jsonl:1 again.',
    }),
  ]);
  expect(JSON.parse(read('manifest.json'))).toEqual(manifest);
  expect(manifest).toMatchObject({
    config: { select: 2, seed: 7, decontamination: { words: 8 } },
    pool: [{ name: 'pool.jsonl', rows: 5 }],
    counts: { rows: 5, left: { unreadable: 4, duplicate: 3, quality: 2, diversity: 2 } },
    selection: { rows: 2 },
    dropped: { rows: 3 },
  });
  expect(manifest.warnings).toContain('1 rows could not be read.');
});

test('the same pool and configuration give the same bytes, another seed another selection', async () => {
  const rows = Array.from({ length: 200 }, (_, i) =>
    row(`question ${i}`, { domain: `d${i % 5}`, gemini_length: i % 17 }),
  );
  const pool = write('pool.jsonl', lines(rows));
  const run = async (seed: number): Promise<string[]> => {
    await curate([pool], { select: 50, seed });
    return ['selection.jsonl', 'dropped.jsonl', 'manifest.json'].map(read);
  };
  const first = await run(7);
  expect(await run(7)).toEqual(first);
  expect((await run(8))[0]).not.toBe(first[0]);
  expect(readdirSync(join(folder, 'out')).toSorted()).toEqual([
    'dropped.jsonl',
    'manifest.json',
    'selection.jsonl',
  ]);
});

test('Parquet, arrays and folders are pools too, in the order of their names', async () => {
  const columnData = [
    { name: 'question', data: ['p', 'q'], type: 'STRING' as const },
    { name: 'domain', data: ['D', 'D'], type: 'STRING' as const },
    { name: 'n', data: [4n, 9_007_199_254_740_993n], type: 'INT64' as const },
  ];
  write('pool/b.parquet', new Uint8Array(parquetWriteBuffer({ columnData })));
  write('pool/a.json', JSON.stringify([row('first'), row('second')], null, 2));
  write('pool/notes.txt', 'not read');
  const { pool } = await curate([join(folder, 'pool')], { select: 4 });
  expect(pool.map(({ name, rows }) => [name, rows])).toEqual([
    ['a.json', 2],
    ['b.parquet', 2],
  ]);
  expect(rowsOf('selection.jsonl')).toEqual([
    row('first'),
    row('second'),
    { question: 'p', domain: 'D', n: 4 },
    { question: 'q', domain: 'D', n: '9007199254740993' },
  ]);
});

test('a folder of traces is a pool: each becomes a row of s1K', async () => {
  const trace = toTrace(
    { question: 'Q', thinking: 'One.\n\nTwo.', delimiter: '', answer: 'It is 4', expected: '4', notes: [] },
    { format: 's1k', source: 's1k.jsonl', line: 3, createdAt: '2026-01-01T00:00:00Z' },
  );
  write('eval/evaluation.json', '{}');
  write('eval/traces/1/x.trace.json', stringifyTrace(trace));
  write('eval/traces/2/y.trace.json', '{"schema": 1}');
  await curate([join(folder, 'eval')], {
    select: 1,
    diversity: { domainRules: [{ domain: 'all', pattern: '.' }] },
  });
  expect(rowsOf('selection.jsonl')).toEqual([
    {
      id: 'traces/1/x.trace.json',
      cot_type: '',
      metadata: '{"model":null,"createdAt":"2026-01-01T00:00:00Z"}',
      question: 'Q',
      solution: '4',
      source_type: 's1k.jsonl',
      cot: null,
      thinking_trajectories: ['One.\n\nTwo.'],
      attempt: 'It is 4',
      trace_length: 3,
      correct: true,
    },
  ]);
  expect(rowsOf('dropped.jsonl')).toEqual([
    expect.objectContaining({ file: 'traces/2/y.trace.json', stage: 'unreadable' }),
  ]);
});

test('questions of an evaluation set are dropped, and short ones of it told', async () => {
  write(
    'sets/aime.jsonl',
    lines([
      { question: 'Too short', answer: '1' },
      { problem: 'One two three four five six seven eight nine' },
    ]),
  );
  const pool = write('pool.jsonl', lines([row('x ONE two three four  five six seven eight'), row('fine')]));
  const manifest = await curate([pool], { select: 1, decontamination: { against: ['sets/aime.jsonl'] } });
  expect(rowsOf('dropped.jsonl')).toEqual([
    expect.objectContaining({
      rule: 'shared n-gram',
      evidence: 'one two three four five six seven eight (aime.jsonl:2)',
    }),
  ]);
  expect(manifest.evaluationSets).toMatchObject([{ name: 'aime.jsonl', questions: 2, tooShort: 1 }]);
  expect(manifest.warnings).toContain(
    '1 of 2 questions of aime.jsonl have fewer than 8 words, and can match nothing.',
  );
});

test('the whole trace is checked where the configuration asks for it', async () => {
  write('set.jsonl', lines([{ question: 'one two three four five six seven eight' }]));
  const thinking = 'So: one two three four five six seven eight.';
  const pool = write(
    'pool.jsonl',
    lines([
      row('a', { thinking_trajectories: [`${thinking} Nine.`.replace('eight.', 'eight .')] }),
      row('b'),
    ]),
  );
  const against = ['set.jsonl'];
  await curate([pool], { select: 2, decontamination: { against } });
  expect(rowsOf('dropped.jsonl')).toEqual([]);
  await curate([pool], { select: 1, decontamination: { against, text: 'trace' } });
  expect(rowsOf('dropped.jsonl')).toMatchObject([{ question: 'a', rule: 'shared n-gram' }]);
});

test('questions that an evaluation solved are dropped', async () => {
  const key = '8254c329a92850f6';
  write(
    'eval/results.jsonl',
    lines([
      { key, correct: false },
      { key, correct: true },
    ]),
  );
  const pool = write('pool.jsonl', lines([row('b'), row('hello')]));
  const graders = [{ evaluation: 'eval' }];
  const manifest = await curate([pool], { select: 2, difficulty: { graders } });
  expect(manifest.counts.verdicts).toBe(2);
  const [selected] = rowsOf('selection.jsonl');
  // The key above is that of "k".
  expect(selected?.['question']).toBe('b');
  const again = await curate([write('k.jsonl', lines([row('k'), row('b')]))], {
    select: 1,
    difficulty: { graders },
  });
  expect(again.counts.rules).toEqual({ 'solved by a grader': 1 });
});

const KEEPS_OLD = 'an older selection';
test.each<[string, () => Promise<unknown>, RegExp]>([
  ['a pool that is not there', () => curate([join(folder, 'no.jsonl')]), /no\.jsonl" cannot be read: /],
  ['a folder without rows', () => curate([join(folder, 'out')]), /holds no traces, and no JSON Lines/],
  [
    'a pool without domains',
    () => curate([write('p.jsonl', lines([row('a', { domain: undefined })]))]),
    /None of the 1 rows .* has a domain/,
  ],
  [
    'a pool of which nothing is left',
    () => curate([write('p.jsonl', lines([row('p1.')]))]),
    /Nothing is left of 1 rows\. Dropped: numbering 1\./,
  ],
  [
    'an empty evaluation set',
    () =>
      curate([write('p.jsonl', lines([row('a')]))], { decontamination: { against: [write('e.jsonl', '')] } }),
    /evaluation set .*e\.jsonl", line 1: There is nothing to read/,
  ],
  [
    'an evaluation set without questions',
    () =>
      curate([write('p.jsonl', lines([row('a')]))], {
        decontamination: { against: [write('e.jsonl', '{"a":1}')] },
      }),
    /line 1: .*no column "question"/,
  ],
  [
    'a grader that is no evaluation',
    () => curate([write('p.jsonl', lines([row('a')]))], { difficulty: { graders: [{ evaluation: 'no' }] } }),
    /Give "evaluation" the folder of waitpoint eval/,
  ],
  ['a pool that changes meanwhile', changing, /pool\.jsonl" changed while it was read/],
])('%s is refused, and what lay there stays', async (_, attempt, message) => {
  writeFileSync(join(folder, 'out', 'selection.txt'), KEEPS_OLD);
  const refused = await attempt().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(WaitpointError);
  expect((refused as Error).message).toMatch(message);
  expect(readdirSync(join(folder, 'out'))).toEqual(['selection.txt']);
});

/** Other bytes of the same length, once all was read for the first time. */
function changing(): Promise<unknown> {
  const pool = write('pool.jsonl', lines([row('a'), row('b')]));
  const onProgress = (done: number): void => {
    if (done === 2) writeFileSync(pool, lines([row('a'), row('c')]));
  };
  return curate([pool], {}, { onProgress });
}

test('fewer rows than were asked for are all selected, and that is said', async () => {
  const { warnings, selection } = await curate([write('p.jsonl', lines([row('a'), row('b')]))], {
    select: 5,
  });
  expect(selection.rows).toBe(2);
  expect(warnings).toContain('Asked for 5 rows, but only 2 are left.');
});

test('an interruption writes nothing', async () => {
  const pool = write('pool.jsonl', lines(Array.from({ length: 50 }, (_, i) => row(`${i}`))));
  const stop = new AbortController();
  const onProgress = (done: number, total: number | null): void => {
    if (total !== null && done === 20) stop.abort();
  };
  await expect(curate([pool], {}, { signal: stop.signal, onProgress })).rejects.toThrow(/abort/i);
  expect(readdirSync(join(folder, 'out'))).toEqual([]);
});
