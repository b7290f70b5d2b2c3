/** Forks and probes from the built command line, with the bundled models. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { traceIdentity } from '../../src/core/trace/identity';
import { draftTrace, DEFAULT_REQUEST, type Trace } from '../../src/core/trace/trace';
import { parseTrace, stringifyTrace } from '../../src/core/trace/traceFile';
import { runCli } from './cliProcess';

const QUESTION = 'What is 83*46 + 57*29 - 118?';
/** On one thread: other tests may use the cores. */
const ONE = ['--threads', '1'];

let folder: string;
let parentText: string;
let parent: Trace;
const file = (name: string): string => join(folder, name);
const readTrace = (name: string): Trace => parseTrace(readFileSync(file(name))).trace;
const fork = (...args: string[]) => runCli(['fork', file('parent.trace.json'), ...ONE, ...args]);
const probe = (...args: string[]) => runCli(['probe', file('parent.trace.json'), ...ONE, ...args]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-fork-'));
  const { code } = await runCli([
    'run',
    QUESTION,
    ...ONE,
    '--waits',
    '2',
    '--out',
    file('parent.trace.json'),
  ]);
  expect(code).toBe(0);
  parentText = readFileSync(file('parent.trace.json'), 'utf8');
  parent = readTrace('parent.trace.json');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whatever was done: the parent is as it was. */
function expectUntouched(): void {
  expect(readFileSync(file('parent.trace.json'), 'utf8')).toBe(parentText);
}

describe('a fork', () => {
  test('without a change says what its parent said, from any token', async () => {
    const places = [0, 7, parent.interventions[0]?.at ?? 0, parent.thinking.end, parent.tokens.id.length];
    for (const at of places) {
      const { code, stderr } = await fork('--at', String(at), '--quiet', '--out', file('same.trace.json'));
      expect([code, stderr]).toEqual([0, '']);
      const same = readTrace('same.trace.json');
      expect(same.tokens.id).toEqual(parent.tokens.id);
      expect(same.tokens.prob).toEqual(parent.tokens.prob);
      expect(same.answer).toEqual(parent.answer);
      expect(same.steps).toEqual(parent.steps);
    }
    expectUntouched();
  });

  test('puts in a wait, and knows its parent', async () => {
    const out = file('waited.trace.json');
    const { code, stdout } = await fork('--at', 'step:2', '--wait', '--json', '--out', out);
    expect(code).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(stdout);
    const forked = readTrace('waited.trace.json');
    const at = parent.steps[1]?.start ?? -1;
    expect(forked.parent).toEqual({
      identity: traceIdentity(parent),
      file: 'parent.trace.json',
      at,
      change: 'wait',
    });
    expect(forked.interventions.filter(({ kind }) => kind === 'wait')).toHaveLength(3);
    expect(forked.interventions[0]).toMatchObject({ kind: 'wait', at, text: 'Wait' });
    expectUntouched();
  });

  test('ends early, edits, and takes other options', async () => {
    const cut = await fork('--at', '20', '--end', '--quiet', '--out', file('cut.trace.json'));
    expect(cut.code).toBe(0);
    expect(readTrace('cut.trace.json')).toMatchObject({
      thinking: { end: 20 },
      finish: { thinking: 'budget' },
    });
    await fork(
      '--at',
      'step:1',
      '--edit',
      'Step 1: 83*46=3818.\n\n',
      '--quiet',
      '--out',
      file('edit.trace.json'),
    );
    const edited = readTrace('edit.trace.json');
    expect(edited.tokens.text.join('')).toMatch(/^Step 1: 83\*46=3818\.\n\nStep 2/);
    expect(edited.tokens.provenance[0]).toBe('user');
    await fork('--at', '0', '--waits', '0', '--max', '90', '--quiet', '--out', file('short.trace.json'));
    const short = readTrace('short.trace.json');
    expect(short.request.budget).toMatchObject({ waits: 0, maxThinkingTokens: 90 });
    expect(short.interventions.filter(({ kind }) => kind === 'wait')).toEqual([]);
    expectUntouched();
  });

  test('samples the rest several times, and evaluates what they share once', async () => {
    const at = parent.steps[2]?.start ?? 0;
    const args = ['--at', String(at), '--resample', '3', '--quiet', '--scorer', 'none'];
    const { code } = await fork(...args, '--out', file('again.trace.json'));
    expect(code).toBe(0);
    const forks = [1, 2, 3].map((n) => readTrace(`again-${n}.trace.json`));
    expect(forks.map(({ request }) => request.sampler.seed)).toEqual([1, 2, 3]);
    expect(new Set(forks.map(({ tokens }) => tokens.text.join(''))).size).toBeGreaterThan(1);
    const prompt = parent.prompt?.ids.length ?? 0;
    for (const [i, { usage, tokens }] of forks.entries()) {
      const own = tokens.id.length - at;
      const shared = usage.policyEvaluatedTokens - own;
      // The first evaluates what they share; the others only its last batch again.
      if (i === 0) expect(shared).toBeGreaterThanOrEqual(prompt + at - 1);
      else expect(shared).toBeLessThanOrEqual(4);
    }
    expectUntouched();
  });

  test.each([
    ['two changes', ['--at', '3', '--end', '--wait'], /--wait and --end are two changes/],
    ['a place that is not there', ['--at', '99999'], /--at is "99999", but it must be a token from 0 to/],
    ['a step that is not there', ['--at', 'step:99'], /the trace has \d+ steps/],
    ['its parent as output', ['--at', '3', '--out', 'PARENT'], /never overwrites its parent/],
  ])('refuses %s', async (_, args, reason) => {
    const given = args.map((one) => (one === 'PARENT' ? file('parent.trace.json') : one));
    const out = given.includes('--out') ? [] : ['--out', file('refused.trace.json')];
    const { code, stderr } = await fork(...given, ...out);
    expect(code).toBe(2);
    expect(stderr).toMatch(reason);
    expect(existsSync(file('refused.trace.json'))).toBe(false);
    expectUntouched();
  });

  test('refuses a draft, and what is no trace', async () => {
    const draft = draftTrace(QUESTION, DEFAULT_REQUEST, '2026-01-01T00:00:00.000Z');
    writeFileSync(file('draft.trace.json'), stringifyTrace(draft));
    const ofDraft = await runCli([
      'fork',
      file('draft.trace.json'),
      '--at',
      '0',
      '--out',
      file('x.trace.json'),
    ]);
    expect([ofDraft.code, ofDraft.stderr]).toEqual([2, expect.stringMatching(/has no tokens yet/)]);
    const missing = await runCli([
      'fork',
      file('none.trace.json'),
      '--at',
      '0',
      '--out',
      file('x.trace.json'),
    ]);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringMatching(/No trace at/)]);
  });
});

describe('probes', () => {
  test('at every wait say what the thinking up to there would have answered', async () => {
    const { code, stdout } = await probe('--at', 'waits', '--json');
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as {
      probes: { at: number; extracted: string | null; confidence: number | null }[];
      usage: { prefixTokens: number };
    };
    const waits = parent.interventions.filter(({ kind }) => kind === 'wait').map(({ at }) => at);
    expect(report.probes.map(({ at }) => at)).toEqual([...waits, parent.thinking.end]);
    // A run that is cut there answers the same.
    const [first] = report.probes;
    await fork('--at', String(first?.at), '--end', '--quiet', '--out', file('cutHere.trace.json'));
    expect(readTrace('cutHere.trace.json').answer?.extracted).toBe(first?.extracted);
    expect(report.usage.prefixTokens).toBe((parent.prompt?.ids.length ?? 0) + parent.thinking.end);
    expectUntouched();
  });

  test('at every step are listed, and saved where asked for', async () => {
    const { code, stdout } = await probe('--at', 'steps', '--out', file('probed.trace.json'));
    expect(code).toBe(0);
    const probed = readTrace('probed.trace.json');
    expect(probed.probes).toHaveLength(parent.steps.length);
    expect(stdout.split('\n').filter((line) => /^ *\d+ {2}\S/.test(line))).toHaveLength(parent.steps.length);
    expect(stdout).toMatch(/^settled at token \d+; \d+ of \d+ thinking tokens came after$/m);
    expect(probed.tokens).toEqual(parent.tokens);
    expectUntouched();
  });

  test('are refused where there is nothing to ask', async () => {
    const outside = await probe('--at', String(parent.tokens.id.length));
    expect([outside.code, outside.stderr]).toEqual([2, expect.stringMatching(/ends the thinking/)]);
    const nowhere = await probe('--at', 'somewhere');
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringMatching(/must be steps, waits/)]);
  });
});
