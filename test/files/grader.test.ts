import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openGrader, type Grader } from '../../src/files/grader';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

let folder = '';
const fixture = (name: string): string => join(folder, `${name}.cjs`);
let entry = '';
let grader: Grader | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-grader-'));
  entry = join(folder, 'graderWorker.cjs');
  await build({
    entryPoints: [
      source('../../src/files/graderWorker.ts'),
      source('graders/hanging.ts'),
      source('graders/broken.ts'),
    ],
    entryNames: '[name]',
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
});

afterEach(async () => {
  await grader?.dispose();
  grader = null;
});

afterAll(() => rm(folder, { recursive: true }));

describe('the grader', () => {
  it('grades in its thread as the core does', async () => {
    grader = openGrader({ entry });
    expect(await grader.grade('0.5', '\\frac{1}{2}')).toEqual({
      correct: true,
      kind: 'normalised',
      reason: 'equal after normalising: 1/2',
    });
    expect(await grader.grade('12', '13')).toEqual({
      correct: false,
      kind: 'different',
      reason: 'different: 12 and 13',
    });
    expect(await grader.grade(null, '13')).toMatchObject({ correct: false, kind: 'missing' });
  });

  it('does not hang on a hostile answer', async () => {
    grader = openGrader({ entry });
    const tower = `${'9^{'.repeat(40)}9${'}'.repeat(40)}`;
    expect(await grader.grade(tower, '1')).toMatchObject({ correct: false });
    expect(await grader.grade('9^{9^9}', '9^{387420489}')).toMatchObject({ correct: true });
  });

  it('ends a thread that hangs, says so, and goes on with a fresh one', async () => {
    grader = openGrader({ entry: fixture('hanging'), timeoutMs: 200 });
    expect(await grader.grade('before', '1')).toMatchObject({ reason: 'before for 1' });
    expect(await grader.grade('hang', '2')).toEqual({
      correct: false,
      kind: 'gaveUp',
      reason: 'gave up: it took longer than 200 ms',
    });
    expect(await grader.grade('after', '3')).toMatchObject({ reason: 'after for 3' });
  });

  it('answers in the order of the questions, and no question waits for another one’s time', async () => {
    grader = openGrader({ entry: fixture('hanging'), timeoutMs: 300 });
    const order: string[] = [];
    const asked = ['a', 'hang', 'b', 'hang', 'c'].map(async (answer, i) => {
      const { reason } = await (grader as Grader).grade(answer, String(i));
      order.push(reason);
    });
    await Promise.all(asked);
    const late = 'gave up: it took longer than 300 ms';
    expect(order).toEqual(['a for 0', late, 'b for 2', late, 'c for 4']);
  });

  it.each([
    ['throw', /^gave up: broken$/],
    ['exit', /^gave up: the grader ended with code 3$/],
    ['fill', /^gave up: .*memory/],
  ])('survives a thread that breaks (%s)', async (answer, reason) => {
    grader = openGrader({ entry: fixture('hanging'), timeoutMs: 30_000 });
    expect(await grader.grade(answer, '1')).toEqual({
      correct: false,
      kind: 'gaveUp',
      reason: expect.stringMatching(reason) as string,
    });
    expect(await grader.grade('after', '2')).toMatchObject({ reason: 'after for 2' });
  });

  it.each([
    ['breaks at once', 'broken'],
    ['is not there', 'missing'],
  ])('gives up where its thread %s', async (_, name) => {
    grader = openGrader({ entry: fixture(name) });
    expect(await grader.grade('1', '1')).toMatchObject({
      correct: false,
      kind: 'gaveUp',
      reason: expect.stringMatching(/^gave up: the grader does not start: /) as string,
    });
  });

  it('answers what was asked before it is closed, and nothing after', async () => {
    grader = openGrader({ entry: fixture('hanging') });
    // The thread is there: what is asked next is on its way at once.
    await grader.grade('1', '1');
    const hanging = grader.grade('hang', '1');
    const waiting = grader.grade('never', '2');
    await grader.dispose();
    expect(await hanging).toMatchObject({ kind: 'gaveUp' });
    expect(await waiting).toMatchObject({ kind: 'gaveUp', reason: 'gave up: the grader was closed' });
    expect(await grader.grade('1', '1')).toMatchObject({ kind: 'gaveUp' });
  });
});
