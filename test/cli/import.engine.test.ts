/** The built command line: `waitpoint import`. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseTrace } from '../../src/core/trace/traceFile';
import { CliProcess, runCli, until } from './cliProcess';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('- reads standard input, which has no name', async () => {
  const out = join(folder, 'pasted');
  const { code, stdout } = await runCli(['import', '-', '--out', out, '--json'], {
    input: '<think>\nOne and one.\n</think>\nThe answer is 2.',
  });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ format: 'r1', traces: 1, problems: [] });
  expect(readdirSync(out)).toEqual(['stdin-000001.trace.json']);
  const { trace } = parseTrace(readFileSync(join(out, 'stdin-000001.trace.json')));
  expect(trace.imported).toEqual({ format: 'r1', source: null, line: null, labels: null });
  expect(trace.answer?.extracted).toBe('2');
});

test.each<[string, string[], RegExp]>([
  ['no file', ['import', '--out', 'x'], /^waitpoint: no file\. Give the path of one/],
  ['two files', ['import', 'a', 'b', '--out', 'x'], /Import one file at a time\.$/],
  ['no --out', ['import', 'a'], /--out <folder>' not specified\. See waitpoint import --help\.$/],
  ['an unknown option', ['import', 'a', '--ouT', 'x'], /See waitpoint import --help\.$/],
  ['an unknown format', ['import', 'a', '--out', 'x', '--format', 's2'], /Allowed choices are auto, /],
  ['a limit of none', ['import', 'a', '--out', 'x', '--limit', '0'], /--limit is "0", but it must be/],
  ['a file that is not there', ['import', 'no.jsonl', '--out', 'x'], /No file at "no\.jsonl"/],
])('%s is told in one line', async (_, args, message) => {
  const { code, stdout, stderr } = await runCli(args);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.trimEnd()).toMatch(message);
  expect(stderr.trimEnd()).not.toContain('\n');
});

test('the help names every format', async () => {
  const { code, stdout } = await runCli(['import', '--help']);
  expect(code).toBe(0);
  for (const name of ['s1k-1.1', 'math-shepherd', 'anthropic']) expect(stdout).toContain(`  ${name} `);
});

test.skipIf(process.platform === 'win32')('Ctrl-C stops an import that waits for input', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const out = join(folder, 'waiting');
  // The process holds the other end of its input itself, so that it never ends.
  const cli = new CliProcess(['import', '-', '--out', out], {
    shell: 'exec 3<>"$PIPE"; exec "$@" <"$PIPE"',
    env: { PIPE: pipe },
  });
  await until(() => expect(existsSync(join(out, 'stdin.import.lock'))).toBe(true));
  cli.interrupt();
  expect((await cli.exit).code).toBe(130);
  expect(cli.stderr).toBe('waitpoint: Interrupted. The traces written so far stay.\n');
  expect(readdirSync(out)).toEqual([]);
});

test('Ctrl-C in mid-import keeps the traces written so far, whole', async () => {
  const file = join(folder, 'many.jsonl');
  writeFileSync(file, '{"prompt":"q","completions":["a"],"labels":[true]}\n'.repeat(50_000));
  const out = join(folder, 'many');
  const cli = new CliProcess(['import', file, '--out', out, '--json']);
  await until(() => expect(existsSync(join(out, 'many-000003.trace.json'))).toBe(true));
  cli.interrupt();
  expect((await cli.exit).code).toBe(130);
  const { traces } = JSON.parse(cli.stdout) as { traces: number };
  const names = readdirSync(out);
  expect(names).toHaveLength(traces);
  expect(traces).toBeLessThan(50_000);
  for (const name of names.slice(-3)) parseTrace(readFileSync(join(out, name)));
});
