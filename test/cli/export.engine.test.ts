/** The built command line: `waitpoint export`. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { traceIdentity } from '../../src/core/trace/identity';
import { parseTrace, stringifyTrace } from '../../src/core/trace/traceFile';
import { runCli } from './cliProcess';

const EXAMPLE = resolve(import.meta.dirname, '../../docs/example.trace.json');

let folder: string;
const path = (...names: string[]): string => join(folder, ...names);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-export-'));
  mkdirSync(path('traces', 'deep'), { recursive: true });
  copyFileSync(EXAMPLE, path('traces', 'run.trace.json'));
  const { trace } = parseTrace(readFileSync(EXAMPLE));
  const at = trace.steps[2]?.start ?? 0;
  const parent = { identity: traceIdentity(trace), file: '../run.trace.json', at, change: 'edit' as const };
  const fork = structuredClone(trace);
  fork.tokens.text[at] = 'Hmm';
  fork.steps = fork.steps.map((step) => (step.end > at ? { ...step, score: 0.1 } : step));
  writeFileSync(path('traces', 'deep', 'fork.trace.json'), stringifyTrace({ ...fork, parent }));
  writeFileSync(
    path('rows.jsonl'),
    '{"problem":"What is 2*3*4?","steps":["2*3 is 6.","6*4 is 26.","So 26."],"label":1}\n' +
      '{"solution":"0.5","question":"What is 1/2?","cot":null,"thinking_trajectories":["Half."],"attempt":"\\\\boxed{\\\\frac{1}{2}}"}\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linesOf = (name: string): Record<string, unknown>[] =>
  readFileSync(path(name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('a folder of traces becomes rows; what the format cannot keep is summed up', async () => {
  const { code, stdout, stderr } = await runCli([
    'export',
    path('traces'),
    '--format',
    'trl',
    '--out',
    path('trl.jsonl'),
  ]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toBe(
    `2 rows (trl) of 2 traces in ${path('trl.jsonl')}\n` +
      '  10 steps labelled by scores (2 traces)\n  the answer has no place in the format (2 traces)\n',
  );
  expect(linesOf('trl.jsonl').map(({ labels }) => labels)).toEqual([
    [true, true, false, false, false],
    [true, true, true, true, true],
  ]);
});

test('a trace and its fork become a pair, which is imported again', async () => {
  const { code } = await runCli(['export', path('traces'), '--format', 'dpo', '--out', path('dpo.parquet')]);
  expect(code).toBe(0);
  const again = await runCli([
    'export',
    path('dpo.parquet'),
    '--format',
    'chat',
    '--out',
    path('again.jsonl'),
  ]);
  expect(again.stdout).toMatch(/^2 rows \(chat\) of 2 traces in /);
});

test('rows of any format are exported too; answers are graded, and what is left out is told, with exit code 2', async () => {
  const { code, stdout, stderr } = await runCli([
    'export',
    path('rows.jsonl'),
    '--format',
    's1k-1.1',
    '--out',
    path('graded.jsonl'),
    '--json',
  ]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(linesOf('graded.jsonl')[1]).toMatchObject({ deepseek_grade: 'Yes', question: 'What is 1/2?' });
  expect(JSON.parse(stdout)).toMatchObject({
    format: 's1k-1.1',
    file: path('graded.jsonl'),
    rows: 2,
    traces: 2,
    leftOut: [],
    losses: expect.arrayContaining([
      { trace: 'rows.jsonl:1', kind: 'labels', count: 2, message: 'the labels of 2 steps are not kept' },
    ]) as unknown,
  });
  const steps = await runCli(['export', path('rows.jsonl'), '--format', 'trl', '--out', path('steps.jsonl')]);
  expect(steps.code).toBe(2);
  expect(steps.stderr).toBe('waitpoint: rows.jsonl:2: left out: no step has a label or a score\n');
  expect(linesOf('steps.jsonl')).toEqual([
    { prompt: 'What is 2*3*4?', completions: ['2*3 is 6.', '6*4 is 26.'], labels: [true, false] },
  ]);
});

test('a file that is there is overwritten with --force alone', async () => {
  writeFileSync(path('there.jsonl'), 'mine');
  const args = ['export', EXAMPLE, '--format', 's1k', '--out', path('there.jsonl')];
  const refused = await runCli(args);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toMatch(/is there already\. Overwrite it with --force, or choose another --out\.$/m);
  expect(readFileSync(path('there.jsonl'), 'utf8')).toBe('mine');
  expect((await runCli([...args, '--force'])).code).toBe(0);
  expect(linesOf('there.jsonl')).toHaveLength(1);
});

test('nothing is written where every trace is left out', async () => {
  const { code, stdout, stderr } = await runCli([
    'export',
    EXAMPLE,
    '--format',
    'dpo',
    '--out',
    path('none.jsonl'),
  ]);
  expect([code, stdout]).toEqual([2, 'Nothing was written.\n']);
  expect(stderr).toMatch(/^waitpoint: example\.trace\.json: left out: no fork of it is here/);
  expect(existsSync(path('none.jsonl'))).toBe(false);
  expect(readdirSync(folder).filter((name) => /none|\.tmp$|\.lock$/.test(name))).toEqual([]);
});

test.each<[string, () => string[], RegExp]>([
  [
    'no trace',
    () => ['export', '--format', 's1k', '--out', 'x.jsonl'],
    /^waitpoint: no trace\. Give it files or folders\.$/,
  ],
  [
    'no format',
    () => ['export', EXAMPLE, '--out', 'x.jsonl'],
    /--format <name>' not specified\. See waitpoint export --help\.$/,
  ],
  [
    'an unknown format',
    () => ['export', EXAMPLE, '--format', 'csv', '--out', 'x.jsonl'],
    /Allowed choices are s1k, .*, dpo\./,
  ],
  [
    'another ending',
    () => ['export', EXAMPLE, '--format', 's1k', '--out', 'x.csv'],
    /--out is "x\.csv", but it must end in \.jsonl or \.parquet\.$/,
  ],
  [
    'a threshold past 1',
    () => ['export', EXAMPLE, '--format', 'trl', '--threshold', '2', '--out', 'x.jsonl'],
    /--threshold is "2", but it must be/,
  ],
  [
    'a trace that is not there',
    () => ['export', 'no.trace.json', '--format', 's1k', '--out', 'x.jsonl'],
    /"no\.trace\.json" cannot be read: /,
  ],
  [
    'an output that is read',
    () => ['export', path('rows.jsonl'), '--format', 's1k', '--out', path('rows.jsonl'), '--force'],
    /is read too\. Choose another --out\.$/,
  ],
  [
    'a folder that is not there',
    () => ['export', EXAMPLE, '--format', 's1k', '--out', path('no', 'x.jsonl')],
    /^waitpoint: Cannot write /,
  ],
])('%s is told in one line', async (_, args, message) => {
  const { code, stdout, stderr } = await runCli(args());
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.trimEnd()).toMatch(message);
  expect(stderr.trimEnd()).not.toContain('\n');
});

test('the help names every format and what no format keeps', async () => {
  const { code, stdout } = await runCli(['export', '--help']);
  expect(code).toBe(0);
  for (const name of ['s1k-1.1', 'math-shepherd', 'dpo']) expect(stdout).toContain(`  ${name} `);
  expect(stdout).toContain('No format but our own keeps tokens');
});
