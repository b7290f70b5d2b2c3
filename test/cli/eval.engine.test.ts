/** The built command line: `waitpoint eval`, on the bundled models. */
import { execFileSync } from 'node:child_process';
import {
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
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ResultRow } from '../../src/core/evaluation/resultRow';
import type { CellResult, Summary } from '../../src/core/evaluation/summary';
import { parseTrace } from '../../src/core/trace/traceFile';
import { CliProcess, MODELS, runCli, until } from './cliProcess';

const DATASET = join(MODELS, 'heldout', 'questions.jsonl');

let folder: string;
const file = (...names: string[]): string => join(folder, ...names);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-eval-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rowsIn = (out: string): ResultRow[] =>
  readFileSync(join(out, 'results.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ResultRow);
/** All that two evaluations have in common. */
const timeless = (rows: readonly (ResultRow | CellResult)[]): object[] =>
  rows.map((row) => ({ ...row, timeMs: 0, meanTimeMs: 0 }));

test('--paper s1: Control is 100 % for budget forcing, Scaling is positive, and the same seed repeats it all', async () => {
  const args = [
    ...['eval', DATASET, '--paper', 's1', '--limit', '2', '--budgets', '64,512', '--most-tries', '8'],
    ...['--seed', '5', '--scorer', 'none', '--json'],
  ];
  const first = await runCli([...args, '--out', file('s1')]);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  const summary = JSON.parse(first.stdout) as Summary;
  expect(summary.metrics).toMatchObject({ method: 'budget-forcing', control: 1 });
  expect(summary.metrics.scaling).toBeGreaterThan(0);
  const forced = summary.results.filter(({ method }) => method === 'budget-forcing');
  expect(forced.map(({ budget, waits, n, control }) => [budget, waits, n, control])).toEqual([
    ...[64, 512].map((budget) => [budget, 0, 2, 1]),
    ...[1, 2, 4].map((waits) => [512, waits, 2, 1]),
  ]);
  for (const { method, control, n } of summary.results) {
    expect(n).toBe(2);
    if (method.endsWith('budget-forcing')) expect(control).toBe(1);
  }
  const rows = rowsIn(file('s1'));
  expect(rows.map(({ line }) => line)).toEqual([1, 2].flatMap((line) => summary.results.map(() => line)));
  for (const row of rows) {
    const { trace } = parseTrace(readFileSync(file('s1', row.trace)));
    expect(trace.question.expected).toBe(row.expected);
    expect(row.flops).toBeGreaterThan(0);
  }
  expect(readdirSync(file('s1')).sort()).toEqual([
    'dataset.jsonl',
    'evaluation.json',
    'results.csv',
    'results.jsonl',
    'results.md',
    'traces',
  ]);

  const second = await runCli([...args, '--out', file('again')]);
  expect(timeless(rowsIn(file('again')))).toEqual(timeless(rows));
  const again = JSON.parse(second.stdout) as Summary;
  expect(timeless(again.results)).toEqual(timeless(summary.results));
  expect(again.metrics).toEqual(summary.metrics);
}, 300_000);

test('killed in mid-run, it goes on where it stood, to the same results', async () => {
  const args = ['eval', DATASET, '--limit', '4', '--budgets', '64,256', '--waits', '0,2', '--scorer', 'none'];
  const out = file('killed');
  const cli = new CliProcess([...args, '--out', out]);
  await until(() => expect(existsSync(join(out, 'results.jsonl'))).toBe(true));
  await until(() => expect(rowsIn(out).length).toBeGreaterThan(2));
  cli.kill('SIGKILL');
  await cli.exit;
  const before = rowsIn(out).length;
  expect(before).toBeLessThan(16);

  // Interrupted once more, by Ctrl-C this time.
  const stopped = new CliProcess([...args, '--out', out]);
  await until(() => expect(rowsIn(out).length).toBeGreaterThan(before + 1));
  stopped.interrupt();
  expect((await stopped.exit).code).toBe(130);
  expect(stopped.stderr).toMatch(/Interrupted after \d+ of 16 rows, which stay; the same command goes on\./);

  const resumed = await runCli([...args, '--out', out, '--parquet']);
  expect(resumed.code).toBe(0);
  expect(resumed.stderr).toBe(`16 rows in ${out}\n`);
  expect(existsSync(join(out, 'results.parquet'))).toBe(true);
  const whole = await runCli([...args, '--out', file('whole')]);
  expect(whole.stdout).toMatch(/^method +budget +waits +n +right, %/);
  expect(timeless(rowsIn(out))).toEqual(timeless(rowsIn(file('whole'))));

  const other = await runCli([...args, '--seed', '1', '--out', out]);
  expect(other.code).toBe(2);
  expect(other.stderr).toMatch(/holds another evaluation\. .*settings\.request\.sampler\.seed 0 to 1/);
  const swapped = await runCli([...args, '--model', join(MODELS, 'scorer.gguf'), '--out', out]);
  expect(swapped.code).toBe(2);
  expect(swapped.stderr).toMatch(
    /Changed since it began: .*model\.name "waitpoint-reasoner" to "waitpoint-scorer"/,
  );
  const longer = await runCli([...args.slice(0, 2), '--limit', '5', ...args.slice(4), '--out', out]);
  expect(longer.stderr).toMatch(/the dataset: 1 row added \(line 5, /);
}, 300_000);

test('rows that cannot be asked are refused, or left out when asked to', async () => {
  const dataset = file('bad.jsonl');
  writeFileSync(
    dataset,
    '{"question":"What is 2*3?","answer":"6"}\n{"question":"","answer":"1"}\n{"q":1}\nx\n',
  );
  const args = ['eval', dataset, '--budgets', '64', '--waits', '0', '--out', file('bad'), '--json'];
  const refused = await runCli(args);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr.split('\n').slice(0, 4)).toEqual([
    `waitpoint: ${dataset}:2: The question (column "question") is empty.`,
    `waitpoint: ${dataset}:3: The row has no column with the question ("question" or "problem"). Its columns: "q".`,
    `waitpoint: ${dataset}:4: The JSON is broken here, at character 1.`,
    'waitpoint: 3 rows of the dataset cannot be asked. Mend the dataset, or leave them out with --skip-bad.',
  ]);
  expect(existsSync(file('bad'))).toBe(false);
  const skipped = await runCli([...args, '--skip-bad']);
  expect(skipped.code).toBe(0);
  expect((JSON.parse(skipped.stdout) as Summary).results.map(({ n }) => n)).toEqual([1]);
  expect(skipped.stderr).toContain('3 rows of the dataset are left out.');
});

test.each<[string, string[], RegExp]>([
  ['no dataset', ['--out', 'x'], /^waitpoint: no dataset\. Give it a file\.$/],
  ['two datasets', ['a', 'b', '--out', 'x'], /Evaluate one dataset at a time\.$/],
  ['no --out', ['a'], /--out <folder>' not specified\. See waitpoint eval --help\.$/],
  ['a dataset that is not there', ['no.jsonl', '--out', 'x'], /No file at "no\.jsonl"/],
  [
    'budgets out of order',
    [DATASET, '--budgets', '128,64', '--out', 'x'],
    /out of order: 64 stands behind 128/,
  ],
  [
    'an unknown method',
    [DATASET, '--methods', 'best', '--out', 'x'],
    /There is no method "best"\. There are budget/,
  ],
])('%s is told in one line', async (_, args, message) => {
  const { code, stdout, stderr } = await runCli(['eval', ...args]);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.trimEnd()).toMatch(message);
  expect(stderr.trimEnd()).not.toContain('\n');
});

test('a budget beyond the context is refused before anything is run', async () => {
  const model = await runCli(['eval', DATASET, '--budgets', '64,100000', '--out', file('beyond')]);
  expect(model).toMatchObject({ code: 2, stdout: '' });
  expect(model.stderr).toMatch(/needs a context of 100064 tokens .* only 40960 are available/);
  const context = await runCli([
    ...['eval', DATASET, '--budgets', '64,256', '--waits', '0', '--limit', '2'],
    ...['--context', '300', '--out', file('beyond')],
  ]);
  expect(context.code).toBe(2);
  expect(context.stderr).toMatch(/needs a context of \d+ tokens .* only 300 are available/);
  expect(readdirSync(file('beyond'))).toEqual([]);
});

test('a full disk is said, and what is finished goes on elsewhere', async (context) => {
  const disk = file('disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160k', 'waitpoint', disk], { stdio: 'ignore' });
  } catch {
    // Only root on Linux can mount one.
    context.skip();
  }
  const args = ['eval', DATASET, '--limit', '6', '--budgets', '128', '--waits', '0,1', '--scorer', 'none'];
  try {
    const full = await runCli([...args, '--out', join(disk, 'out')]);
    expect(full.code).toBe(2);
    expect(full.stderr).toMatch(/Cannot write .*: the disk is full\./);
    execFileSync('cp', ['-r', join(disk, 'out'), file('moved')]);
  } finally {
    execFileSync('umount', [disk]);
  }
  const whole = /^.*\n/gm;
  const finished = readFileSync(file('moved', 'results.jsonl'), 'utf8').match(whole)?.length ?? 0;
  expect(finished).toBeGreaterThan(0);
  const resumed = await runCli([...args, '--out', file('moved'), '--json']);
  expect(resumed).toMatchObject({ code: 0, stderr: '' });
  expect((JSON.parse(resumed.stdout) as Summary).results.map(({ n }) => n)).toEqual([6, 6]);
});
