/** Sweeps from the built command line, with the bundled models. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Trace } from '../../src/core/trace/trace';
import { parseTrace } from '../../src/core/trace/traceFile';
import { CliProcess, runCli, until } from './cliProcess';

const QUESTION = 'What is 83*46 + 57*29 - 118?';
/** On one thread: other tests may use the cores. */
const ONE = ['--threads', '1'];

interface Report {
  readonly question: string;
  readonly id: string;
  readonly usage: { readonly policyEvaluatedTokens: number; readonly thinkingTokens: number };
  readonly columns: readonly {
    readonly budget: number;
    readonly waits: number;
    readonly answer: string | null;
    readonly finish: Trace['finish'];
    readonly usage: Trace['usage'];
    readonly file?: string | null;
  }[];
}

let folder: string;
const file = (name: string): string => join(folder, name);
const sweep = (...args: string[]) => runCli(['sweep', QUESTION, ...ONE, ...args]);
const readTrace = (path: string): Trace => parseTrace(readFileSync(path)).trace;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-sweep-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a sweep', () => {
  test('prints its columns in the order asked for, each with the answer of its own run', async () => {
    const { code, stdout, stderr } = await sweep('--max', '128,32', '--waits', '2,0', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const { question, usage, columns } = JSON.parse(stdout) as Report;
    expect(question).toBe(QUESTION);
    expect(columns.map(({ budget, waits }) => [budget, waits])).toEqual([
      [128, 2],
      [128, 0],
      [32, 2],
      [32, 0],
    ]);
    for (const column of columns) {
      const args = ['--max', String(column.budget), '--waits', String(column.waits), '--json'];
      const own = JSON.parse((await runCli(['run', QUESTION, ...ONE, ...args])).stdout) as Trace;
      expect(column.answer).toBe(own.answer?.extracted);
      expect(column.usage.thinkingTokens).toBe(own.usage.thinkingTokens);
      expect(column.usage.answerTokens).toBe(own.usage.answerTokens);
      expect(column.usage.thinkingTokens).toBeLessThanOrEqual(column.budget);
    }
    const longest = Math.max(...columns.map((column) => column.usage.thinkingTokens));
    expect(usage.thinkingTokens).toBe(longest);
    const paid = columns.reduce((sum, column) => sum + column.usage.policyEvaluatedTokens, 0);
    expect(usage.policyEvaluatedTokens).toBe(paid);
  });

  test('saves every column as a trace, and overwrites nothing else', async () => {
    const out = file('traces');
    const args = ['--max', '16,128', '--waits', '0,1', '--scorer', 'none', '--out', out];
    const { code, stdout, stderr } = await sweep(...args);
    expect([code, stderr]).toEqual([0, '']);
    // A table: what was asked, how it ended, the answer; what it cost, and what evaluated it.
    expect(stdout.split('\n')).toHaveLength(8);
    expect(stdout).toMatch(/^CPU \(.*Weights: .*flash attention: on$/m);
    expect(stdout).toMatch(/^max +waits +thinking +ended +p +score +answer$/m);
    expect(stdout).toMatch(/^ 16 +0 +16 +cut /m);
    expect(stdout).toMatch(/^\d+ tokens evaluated; every column alone would take \d+$/m);
    const names = ['max016-waits0', 'max016-waits1', 'max128-waits0', 'max128-waits1'];
    expect(readdirSync(out)).toEqual(names.map((name) => `${name}.trace.json`));
    const traces = names.map((name) => readTrace(join(out, `${name}.trace.json`)));
    expect(traces.map((trace) => trace.sweep?.column)).toEqual([0, 1, 2, 3]);
    expect(new Set(traces.map((trace) => trace.sweep?.id)).size).toBe(1);
    expect(traces.map(({ request }) => request.budget.maxThinkingTokens)).toEqual([16, 16, 128, 128]);
    // The same again may take their place; a file that is no trace stays, and so does everything beside it.
    expect((await sweep(...args, '--json')).code).toBe(0);
    const precious = join(out, 'max128-waits1.trace.json');
    writeFileSync(precious, 'mine');
    const refused = await sweep(...args);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/is not overwritten/)]);
    expect(readFileSync(precious, 'utf8')).toBe('mine');
    expect(readdirSync(out)).toEqual(names.map((name) => `${name}.trace.json`));
  });

  test('that is interrupted keeps the columns that are complete, and what the others have', async () => {
    const out = file('interrupted');
    const args = ['--max', '16,20000', '--waits', '9000', '--scorer', 'none', '--json', '--out', out];
    const cli = new CliProcess(['sweep', QUESTION, ...ONE, ...args]);
    await until(() => expect(existsSync(join(out, 'max00016-waits9000.trace.json'))).toBe(true));
    cli.interrupt();
    const { code } = await cli.exit;
    expect([code, cli.stderr]).toEqual([
      130,
      expect.stringMatching(/^waitpoint: Interrupted after 1 of 2 columns\.$/m),
    ]);
    const { columns } = JSON.parse(cli.stdout) as Report;
    expect(columns[0]?.finish).toEqual({ thinking: 'budget', answer: 'stop' });
    expect(columns[1]?.finish.thinking).toBe('abort');
    const partial = readTrace(columns[1]?.file ?? '');
    expect(partial.usage.thinkingTokens).toBeGreaterThanOrEqual(16);
    expect(readdirSync(out)).toHaveLength(2);
  });

  test.each([
    [
      'a budget beyond the context',
      ['--max', '64,4096', '--context', '1024'],
      /thinking 4096.*only 1024 are available/,
    ],
    ['a budget beyond the model', ['--max', '64,900000'], /only 40960 are available/],
    ['a budget twice', ['--max', '64,64'], /--max has "64" twice/],
    ['zero', ['--max', '0,64'], /--max is "0", but it must be a whole number from 1/],
    [
      'a minimum above a budget',
      ['--max', '64,32', '--min', '40'],
      /minimum of 40 .* above the maximum of 32/,
    ],
    ['a file in place of the folder', ['--out', 'FILE'], /it is a file, not a folder/],
  ])('refuses %s', async (_, args, reason) => {
    writeFileSync(file('plain'), '');
    const { code, stdout, stderr } = await sweep(
      ...args.map((one) => (one === 'FILE' ? file('plain') : one)),
    );
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(reason);
  });

  test('refuses an empty question', async () => {
    const { code, stderr } = await runCli(['sweep', ' ', '--max', '64']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/question is empty/)]);
    const none = await runCli(['sweep']);
    expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/no question/)]);
  });
});
