import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WaitpointError } from '../../src/core/errors';
import { readDataset } from '../../src/files/readDataset';
import { readParquetRows, type ParquetLimits } from '../../src/files/readParquet';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-dataset-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
type Write = Omit<Parameters<typeof parquetWriteBuffer>[0], 'columnData'>;
const parquet = (columnData: ColumnSource[], more: Write = {}): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({ columnData, ...more }));

const QUESTIONS: ColumnSource[] = [
  { name: 'Problem', data: ['What is 1+1?', 'What is 2+2?', 'What is 3+3?'], type: 'STRING' },
  { name: 'Answer', data: [2n, 4n, 6n], type: 'INT64' },
  { name: 'Url', data: ['a', 'b', 'c'], type: 'STRING' },
];

test('JSON Lines are read from a file, as far as the limit', async () => {
  const path = file('rows.jsonl', '{"question":"A","answer":"1"}\n{"question":"B","answer":"2"}\nnot read');
  const { rows, problems } = await readDataset(path, { limit: 2 });
  expect(rows.map(({ question, answer }) => [question, answer])).toEqual([
    ['A', '1'],
    ['B', '2'],
  ]);
  expect(problems).toEqual([]);
});

test.each<[string, Write]>([
  ['plain', { codec: 'UNCOMPRESSED' }],
  ['by snappy', {}],
  ['by gzip', { codec: 'GZIP', compressors: { GZIP: (input) => gzipSync(input) } }],
  ['in several row groups', { rowGroupSize: 2 }],
])('Parquet is read by its columns, %s', async (name, more) => {
  const { rows, problems } = await readDataset(file(`${name}.parquet`, parquet(QUESTIONS, more)));
  expect(problems).toEqual([]);
  expect(rows.map(({ line, question, answer, domain }) => [line, question, answer, domain])).toEqual([
    [1, 'What is 1+1?', '2', null],
    [2, 'What is 2+2?', '4', null],
    [3, 'What is 3+3?', '6', null],
  ]);
});

test('rows of Parquet that cannot be asked are told by their number', async () => {
  const columns: ColumnSource[] = [
    { name: 'question', data: ['A', null, 'A', ''], type: 'STRING', nullable: true },
    { name: 'answer', data: ['1', '1', '1', '1'], type: 'STRING' },
  ];
  const { rows, problems } = await readDataset(file('bad.parquet', parquet(columns)));
  expect(rows).toHaveLength(1);
  expect(problems.map(({ line, message }) => `${line}: ${message}`)).toEqual([
    '2: The column "question" is null, but it must be a text.',
    '3: The question is that of line 1 again.',
    '4: The question (column "question") is empty.',
  ]);
});

test('Parquet without the columns says so in every row, and without rows that it has none', async () => {
  const other = await readDataset(file('other.parquet', parquet([{ name: 'text', data: ['a', 'b'] }])));
  expect(other.rows).toEqual([]);
  expect(other.problems.map(({ line }) => line)).toEqual([1, 2]);
  expect(other.problems[0]?.message).toMatch(/no column with the question/);
  const none = await readDataset(
    file('none.parquet', parquet([{ name: 'question', data: [], type: 'STRING' }])),
  );
  expect(none.problems).toEqual([{ line: 1, message: 'There is nothing to read: the file has no rows.' }]);
});

test('a Parquet file cut anywhere, or with bytes changed, gives rows or an error in words, and never hangs', async () => {
  const whole = parquet(QUESTIONS);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 4, max: whole.length }),
      fc.array(fc.tuple(fc.integer({ min: 4, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 })), {
        maxLength: 4,
      }),
      async (length, changes) => {
        const bytes = whole.slice(0, length);
        for (const [at, byte] of changes) if (at < length) bytes[at] = byte;
        try {
          const { rows, problems } = await readDataset(file('hostile.parquet', bytes));
          expect(rows.length + problems.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(WaitpointError);
          expect((error as WaitpointError).code).toBe('badInput');
        }
      },
    ),
    { numRuns: 300 },
  );
});

test.each<[string, ParquetLimits, RegExp]>([
  ['a page', { page: 999, group: 1e9 }, /a page of 10\d\d bytes is larger than any that is read/],
  [
    'a row group',
    { page: 1e9, group: 999 },
    /a row group of 3 rows and 1\d\d\d bytes, more than is read at once/,
  ],
])('%s that becomes too large is not read', async (_, limits, message) => {
  const columns: ColumnSource[] = [
    { name: 'question', data: ['a', 'b', 'c'].map((one) => one.repeat(333)), type: 'STRING' },
    // Columns that are not read do not count.
    { name: 'other', data: ['d', 'e', 'f'].map((one) => one.repeat(100_000)), type: 'STRING' },
  ];
  for (const more of [
    {},
    { codec: 'GZIP', compressors: { GZIP: (input) => gzipSync(input) } },
  ] satisfies Write[]) {
    const { buffer } = parquet(columns, more);
    const rows = async (most?: ParquetLimits): Promise<number> => {
      const read: unknown[] = [];
      const asked = (column: string): boolean => column === 'question';
      for await (const row of readParquetRows(buffer as ArrayBuffer, 'x.parquet', asked, most))
        read.push(row);
      return read.length;
    };
    expect(await rows()).toBe(3);
    expect(await rows({ page: 1100, group: 2000 })).toBe(3);
    await expect(rows(limits)).rejects.toThrow(message);
  }
});

test.each<[string, () => string, RegExp]>([
  ['not there', () => join(folder, 'no.jsonl'), /No file at .*no\.jsonl.*Give the path of a dataset/],
  ['a folder', () => folder, /is a folder\. Give one of its files/],
  ['Parquet in name alone', () => file('cut.parquet', 'PAR1'), /cannot be read as Parquet/],
])('a file that is %s is refused', async (_, path, message) => {
  await expect(readDataset(path())).rejects.toThrow(message);
});
