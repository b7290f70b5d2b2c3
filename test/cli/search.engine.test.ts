/** Searches from the built command line, with the bundled models. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathTrace } from '../../src/core/search/pathTrace';
import { parseSearch } from '../../src/core/search/searchFile';
import { STRATEGIES } from '../../src/core/search/words';
import type { SearchLedger, Vote } from '../../src/core/search/searchRecord';
import { stringifyTrace } from '../../src/core/trace/traceFile';
import { CliProcess, runCli, until } from './cliProcess';

const QUESTION = 'What is 83*46 + 57*29 - 118?';
/** On one thread: other tests may use the cores. */
const ONE = ['--threads', '1'];

interface Report {
  readonly answer: string | null;
  readonly strategy: string;
  readonly votes: readonly Vote[];
  readonly tree: readonly { readonly id: number; readonly parent: number | null; readonly state: string }[];
  readonly ledger: SearchLedger & { readonly evaluatedPerUnique: number };
  readonly complete: boolean;
}

let folder: string;
const file = (name: string): string => join(folder, name);
const search = (...args: string[]) => runCli(['search', QUESTION, ...ONE, '--max', '128', ...args]);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-search-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What must be the same when it is run again. */
const withoutTimes = (stdout: string): string => stdout.replace(/"\w+Ms": [\d.]+/g, '');

describe('a search', () => {
  test.each(STRATEGIES)('%s repeats, and tells its tree, votes and costs', async (strategy) => {
    const args = ['--strategy', strategy, '--n', '4', '--width', '2', '--json'];
    const { code, stdout, stderr } = await search(...args);
    expect([code, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout) as Report;
    expect(report).toMatchObject({ strategy, complete: true });
    expect(report.votes[0]?.answer).toBe(report.answer);
    const leaves = report.tree.filter(({ state }) => state === 'leaf');
    expect(leaves.length).toBeGreaterThanOrEqual(2);
    expect(report.tree.every(({ id, parent }) => parent === null || parent < id)).toBe(true);
    const { policy, scorer, uniqueTokens } = report.ledger;
    expect(policy.prefillTokens + policy.decodeTokens).toBeGreaterThanOrEqual(uniqueTokens);
    expect(scorer.prefillTokens).toBeGreaterThan(0);
    expect(withoutTimes((await search(...args)).stdout)).toBe(withoutTimes(stdout));
  });

  test('evaluates little more than its tree holds', async () => {
    const { stdout } = await search('--strategy', 'beam', '--n', '16', '--width', '4', '--json');
    const { ledger } = JSON.parse(stdout) as Report;
    expect(ledger.evaluatedPerUnique).toBeLessThan(1.3);
  });

  test('saves a file whose leaves are traces that can be forked', async () => {
    const out = file('beam.search.json');
    const { code, stdout } = await search('--strategy', 'beam', '--n', '4', '--width', '2', '--out', out);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^answer +weight +leaves\n/);
    const { record, readOnly } = parseSearch(readFileSync(out));
    expect(readOnly).toBeNull();
    const leaf = record.nodes.find(({ state }) => state === 'leaf');
    const trace = pathTrace(record, leaf?.id ?? 0);
    expect(trace.answer?.extracted).toBe(leaf?.answer?.extracted);
    writeFileSync(file('leaf.trace.json'), stringifyTrace(trace));
    const at = String(trace.steps[0]?.end ?? 1);
    const fork = await runCli([
      'fork',
      file('leaf.trace.json'),
      '--at',
      at,
      '--wait',
      ...ONE,
      ...['--out', file('fork.trace.json'), '--quiet'],
    ]);
    expect([fork.code, fork.stderr]).toEqual([0, '']);
    expect(existsSync(file('fork.trace.json'))).toBe(true);
  });

  test('that is interrupted keeps what there is', async () => {
    const out = file('stopped.search.json');
    const args = [
      '--strategy',
      'beam',
      '--n',
      '64',
      '--width',
      '4',
      '--max',
      '400',
      '--waits',
      '6',
      '--out',
      out,
    ];
    const running = new CliProcess(['search', QUESTION, ...ONE, ...args]);
    await until(() => expect(existsSync(out)).toBe(true));
    running.interrupt();
    expect((await running.exit).code).toBe(130);
    const { record } = parseSearch(readFileSync(out));
    expect(record.complete).toBe(false);
    expect(record.nodes.length).toBeGreaterThan(0);
  });

  test.each([
    [['--strategy', 'beam', '--n', '10', '--width', '4'], /width 4 does not divide N = 10/],
    [['--strategy', 'beam', '--scorer', 'none'], /ranks steps by a scorer/],
    [['--strategy', 'majority', '--n', '0'], /--n/],
    [['--strategy', 'best-of-n', '--temperature', '0'], /At temperature 0 all 16 paths would be the same/],
    [['--strategy', 'auto'], /needs --policy FILE/],
    [['--strategy', 'beam', '--policy', 'x.json'], /goes with --strategy auto/],
    [['--strategy', 'majority', '--context', '500'], /16 paths of \d+ tokens need a context of \d+/],
    [['--strategy', 'majority', '--out', 'x.json'], /must end with \.search\.json/],
    [[], /--strategy/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await search(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('a policy', () => {
  test.each([
    [['--methods', 'best-of-n@2,budget-forcing'], /"budget-forcing" is no search/],
    [['--methods', 'best-of-n@4,beam@4x2'], /"best-of-n@2" must be among the methods/],
  ])('is not tuned with %j', async (args, message) => {
    const { code, stderr } = await runCli(['tune', file('none.jsonl'), '--out', file('none'), ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test('is tuned from a dataset, and chosen by for another question', async () => {
    const dataset = file('questions.jsonl');
    const rows = [
      ['What is 12+7?', '19'],
      ['What is 83*46 + 57*29 - 118?', '5353'],
      ['Compute 21 + 538*9 - 587.', '4276'],
      ['What is 91*27 - 64?', '2393'],
    ];
    writeFileSync(dataset, rows.map(([question, answer]) => JSON.stringify({ question, answer })).join('\n'));
    const tuned = await runCli([
      ...['tune', dataset, '--out', file('tuned'), '--methods', 'best-of-n@1,best-of-n@2,beam@4x2', ...ONE],
      ...['--budgets', '96', '--json'],
    ]);
    expect([tuned.code, tuned.stderr]).toEqual([0, '']);
    const report = JSON.parse(tuned.stdout) as { ways: unknown[]; curves: unknown[]; questions: number };
    expect(report).toMatchObject({ questions: 4 });
    expect([report.ways.length, report.curves.length]).toEqual([3, 4]);
    expect(readFileSync(join(file('tuned'), 'tune.svg'), 'utf8')).toMatch(/^<svg /);
    const policy = join(file('tuned'), 'policy.json');
    const auto = await search('--strategy', 'auto', '--policy', policy, '--json');
    expect([auto.code, auto.stderr]).toEqual([0, '']);
    const { auto: why } = JSON.parse(auto.stdout) as {
      auto: { policy: string; bin: string; difficulty: number };
    };
    expect(why).toMatchObject({ policy: 'policy.json', bin: expect.any(String) as string });

    const other = JSON.parse(readFileSync(policy, 'utf8')) as { model: { sha256: string; name: string } };
    other.model = { ...other.model, sha256: 'f'.repeat(64), name: 'another' };
    writeFileSync(file('other.json'), JSON.stringify(other));
    const refused = await search('--strategy', 'auto', '--policy', file('other.json'));
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/tuned for the model "another"/);
    writeFileSync(file('broken.json'), '{');
    expect((await search('--strategy', 'auto', '--policy', file('broken.json'))).stderr).toMatch(
      /is no policy/,
    );
  });
});
