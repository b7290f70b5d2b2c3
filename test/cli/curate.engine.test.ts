/** The built command line: `waitpoint curate`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { questionKey } from '../../src/core/evaluation/dataset/dataset';
import { runCli } from './cliProcess';

let folder: string;
let pool: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-curate-'));
  pool = join(folder, 'pool.jsonl');
  const rows = Array.from({ length: 300 }, (_, i) => ({
    solution: '7',
    question: `What is ${i} + ${i}?${i % 50 === 0 ? ' ![Image](a.png)' : ''}`,
    cot_type: 'math',
    source_type: 'NuminaMath',
    metadata: '{}',
    cot: null,
    thinking_trajectories: ['one '.repeat(i)],
    attempt: '7',
    domain: ['Algebra', 'Geometry', 'Analysis'][i % 3],
  }));
  writeFileSync(pool, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function config(content: object | string): string {
  const path = join(folder, 'config.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('two numbers are a configuration; the funnel is printed, and three files written', async () => {
  const out = join(folder, 'out');
  const { code, stdout, stderr } = await runCli([
    'curate',
    pool,
    '--config',
    config({ select: 200, seed: 7 }),
    '--out',
    out,
  ]);
  expect(stdout).toBe(
    '      300  rows\n      294  quality\n      200  selected (200 drawn)\n' +
      `200 rows in ${join(out, 'selection.jsonl')}\n`,
  );
  expect(stderr).toContain('No row has a verdict of a grader');
  expect(code).toBe(0);
  const rows = (name: string): string[] => readFileSync(join(out, name), 'utf8').trimEnd().split('\n');
  expect(rows('selection.jsonl')).toHaveLength(200);
  expect(rows('dropped.jsonl')).toHaveLength(100);
});

test('--json prints the manifest', async () => {
  const out = join(folder, 'json');
  const { code, stdout } = await runCli([
    'curate',
    pool,
    '--config',
    config({ select: 10 }),
    '--out',
    out,
    '--json',
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')));
});

test('fewer rows than asked for end with 2, and are written', async () => {
  const out = join(folder, 'fewer');
  const { code, stderr } = await runCli(['curate', pool, '--out', out]);
  expect(code).toBe(2);
  expect(stderr).toContain('Asked for 1000 rows, but only 294 are left.');
  expect(readFileSync(join(out, 'selection.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(294);
});

test.each<[string, () => string[], RegExp]>([
  ['no pool', () => ['curate', '--out', 'x'], /^waitpoint: no pool\. Give it files or folders\.$/],
  ['no --out', () => ['curate', 'a'], /See waitpoint curate --help\.$/],
  [
    'a config that is not there',
    () => ['curate', pool, '--config', 'no.json', '--out', folder],
    /"no\.json" cannot be read/,
  ],
  [
    'a config that is no JSON',
    () => ['curate', pool, '--config', config('{'), '--out', folder],
    /is no JSON: /,
  ],
  [
    'an unknown field',
    () => ['curate', pool, '--config', config({ selected: 3 }), '--out', folder],
    /Unrecognized key: "selected"/,
  ],
  ['a pool that is not there', () => ['curate', 'no.jsonl', '--out', folder], /"no\.jsonl" cannot be read: /],
])('%s is told in one line', async (_, args, message) => {
  const { code, stdout, stderr } = await runCli(args());
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.trimEnd()).toMatch(message);
  expect(stderr.trimEnd()).not.toContain('\n');
});

test('a pool goes out as shards, and what was dropped elsewhere is dropped', async () => {
  const hand = join(folder, 'hand');
  const { code, stdout } = await runCli(['shards', pool, '--out', hand, '--rows', '120']);
  expect([code, stdout]).toEqual([0, `300 rows in 3 shards in ${join(hand, 'shards')}\n`]);
  const again = await runCli(['shards', pool, '--out', hand, '--rows', '120']);
  expect([again.code, again.stdout]).toEqual([2, '']);
  expect(again.stderr).toMatch(/00000\.parquet" is there already\. Replace such shards with --force/);
  const dropped = join(folder, 'removed.jsonl');
  const lines = readFileSync(pool, 'utf8').split('\n').slice(0, 10);
  const keys = lines.map((line) => questionKey((JSON.parse(line) as { question: string }).question));
  writeFileSync(dropped, keys.map((id) => `${JSON.stringify({ id })}\n`).join(''));
  const out = join(folder, 'returned');
  const { stdout: funnel } = await runCli([
    'curate',
    pool,
    '--config',
    config({ select: 200 }),
    '--dropped',
    dropped,
    '--out',
    out,
  ]);
  expect(funnel).toContain('      290  kept by the hand-over\n');
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as {
    config: { handover: unknown };
  };
  // Relative to the configuration, wherever both lie.
  expect(manifest.config.handover).toEqual({ selected: [], dropped: ['removed.jsonl'] });
});
