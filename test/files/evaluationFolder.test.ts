import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runEvaluation, type Evaluated } from '../../src/core/evaluation/runEvaluation';
import { scriptedEngine } from '../../src/engines/scripted/scriptedEngine';
import { EvaluationFolder } from '../../src/files/evaluationFolder';
import { resultsParquet } from '../../src/files/resultsParquet';
import { parseTrace } from '../../src/core/trace/traceFile';
import { gradeVerbatim, questions, settings } from '../core/evaluation/support';
import { CREATED_AT } from '../support/runToy';
import { randomModel } from '../support/toyModel';

let root: string;
const path = (...names: string[]): string => join(root, 'out', ...names);
const text = (name: string): string => readFileSync(path(name), 'utf8');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'waitpoint-eval-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function evaluated(rows = questions('a', 'b')): Promise<Evaluated & { batches: number }> {
  const engine = scriptedEngine(randomModel(1));
  const store = await EvaluationFolder.open(path());
  try {
    const result = await runEvaluation({
      engine,
      scorer: null,
      settings: settings(),
      rows,
      store,
      grade: gradeVerbatim,
      emit: () => {},
      createdAt: CREATED_AT,
      now: () => 0,
    });
    return { ...result, batches: engine.batches.length };
  } finally {
    await store.close();
  }
}

test('the folder holds what it is of, its rows, and a trace for each; and goes on from there', async () => {
  const { rows } = await evaluated();
  expect(readdirSync(path()).sort()).toEqual(['dataset.jsonl', 'evaluation.json', 'results.jsonl', 'traces']);
  expect(text('dataset.jsonl').split('\n')[0]).toBe(JSON.stringify(questions('a')[0]));
  expect(text('results.jsonl')).toBe(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  for (const { trace, thinkingTokens } of rows)
    expect(parseTrace(readFileSync(path(trace))).trace.usage.thinkingTokens).toBe(thinkingTokens);
  const again = await evaluated();
  expect(again.rows).toEqual(rows);
  expect(again.batches).toBe(0);
});

test.each([0, 1, 5, 40])('a last line that is cut short by %i is mended, and run again', async (left) => {
  const { rows } = await evaluated();
  const lines = text('results.jsonl').split('\n');
  const last = lines[rows.length - 1] ?? '';
  const cut = last.slice(0, left === 0 ? last.length : left);
  writeFileSync(path('results.jsonl'), `${lines.slice(0, rows.length - 1).join('\n')}\n${cut}`);
  rmSync(path(rows.at(-1)?.trace ?? ''));
  const folder = await EvaluationFolder.open(path());
  expect(await folder.readResults()).toEqual(rows.slice(0, -1));
  // Whatever is appended next begins a line.
  expect(text('results.jsonl')).toBe(`${lines.slice(0, rows.length - 1).join('\n')}\n`);
  await folder.close();
  const resumed = await evaluated();
  expect(resumed.rows).toEqual(rows);
  expect(resumed.batches).toBeGreaterThan(0);
  expect(text('results.jsonl')).toBe(`${lines.join('\n')}`);
  expect(existsSync(path(rows.at(-1)?.trace ?? ''))).toBe(true);
});

test('a character that is cut in the middle is mended too', async () => {
  await evaluated();
  const whole = text('results.jsonl');
  appendFileSync(path('results.jsonl'), Buffer.from('{"key":"é"').subarray(0, 9));
  await evaluated();
  expect(text('results.jsonl')).toBe(whole);
});

test.each<[string, string, (old: string) => string, RegExp]>([
  ['a line of results', 'results.jsonl', (old) => `{"key":1}\n${old}`, /results\.jsonl, line 1: /],
  ['a line of no JSON', 'results.jsonl', (old) => `${old}nonsense\n${old}`, /results\.jsonl, line 9: /],
  ['a line of the dataset', 'dataset.jsonl', () => '{}\n', /dataset\.jsonl, line 1: key: /],
  ['the record', 'evaluation.json', () => '{"schema":1}', /evaluation\.json: /],
  ['a newer record', 'evaluation.json', () => '{"schema":2}', /a newer Waitpoint wrote it \(schema 2\)/],
])('%s that cannot be read is told, and left as it is', async (_, name, changed, message) => {
  await evaluated();
  const content = changed(text(name));
  writeFileSync(path(name), content);
  await expect(evaluated()).rejects.toThrow(message);
  expect(text(name)).toBe(content);
});

test('results without a record are nobody’s', async () => {
  await evaluated();
  rmSync(path('evaluation.json'));
  await expect(evaluated()).rejects.toThrow(/without evaluation\.json/);
});

test('results of another evaluation are refused', async () => {
  await evaluated();
  writeFileSync(path('results.jsonl'), text('results.jsonl').replaceAll('budget-forcing', 'other'));
  await expect(evaluated()).rejects.toThrow(/holds a result of another evaluation/);
});

test('two evaluations on one folder: the second is refused until the first is over', async () => {
  const first = await EvaluationFolder.open(path());
  await expect(evaluated()).rejects.toThrow(`The process ${process.pid} is writing`);
  await first.close();
  await evaluated();
  expect(readdirSync(path())).not.toContain('evaluation.json.lock');
});

test('a place that is no folder is refused', async () => {
  writeFileSync(path('..', 'file'), '');
  await expect(EvaluationFolder.open(join(root, 'file'))).rejects.toThrow(/it is a file, not a folder/);
  await expect(EvaluationFolder.open(join(root, 'file', 'deep'))).rejects.toThrow(/not a folder/);
  await expect(EvaluationFolder.open('')).rejects.toThrow(/--out is empty/);
});

test('a trace that cannot be saved leaves no row', async () => {
  const [question] = questions('a');
  mkdirSync(path('traces'), { recursive: true });
  writeFileSync(path('traces', question?.key ?? ''), 'in the way');
  await expect(evaluated()).rejects.toMatchObject({ code: 'writeFailed' });
  expect(existsSync(path('results.jsonl'))).toBe(false);
  rmSync(path('traces', question?.key ?? ''));
  expect((await evaluated()).complete).toBe(true);
});

test('Parquet has the columns of the rows, nulls included', async () => {
  const { rows } = await evaluated();
  const withAttempts = rows.map((row, i) => ({
    ...row,
    attempts: i === 0 ? [{ seed: 4294967295, thinkingTokens: 3, answer: 'é', score: 0.5 }] : [],
  }));
  const bytes = resultsParquet(withAttempts);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const read = await parquetReadObjects({ file });
  expect(read).toEqual(withAttempts.map((row) => ({ ...row, attempts: JSON.stringify(row.attempts) })));
  expect(Object.keys(read[0] ?? {})).toEqual(Object.keys(rows[0] ?? {}));
});
