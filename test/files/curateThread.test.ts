import { build } from 'esbuild';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { parseConfig } from '../../src/core/curate/curationConfig';
import type { CurationNews } from '../../src/core/curate/shownCuration';
import { WaitpointError } from '../../src/core/errors';
import { openCurateThread, type CurateThread } from '../../src/files/curateThread';

let folder = '';
let entry = '';
let thread: CurateThread | null = null;
let news: CurationNews[] = [];
let failures: WaitpointError[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-thread-'));
  entry = join(folder, 'curateWorker.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/files/curateWorker.ts', import.meta.url))],
    ...{ outfile: entry, bundle: true, platform: 'node', format: 'cjs' },
  });
});
afterEach(async () => {
  await thread?.dispose();
  thread = null;
});
afterAll(() => rm(folder, { recursive: true }));

async function open(rows: readonly unknown[]): Promise<CurateThread> {
  const pool = join(folder, 'pool.jsonl');
  await writeFile(pool, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  news = [];
  failures = [];
  thread = openCurateThread(entry, { news: (one) => news.push(one), writing: () => undefined }, (error) =>
    failures.push(error),
  );
  await thread.calls.open({ paths: [pool], config: parseConfig({}, 'config'), configFolder: folder });
  return thread;
}
const isRead = () => vi.waitFor(() => expect(news.at(-1)?.reading).toBeNull(), { timeout: 20_000 });

test('reads a pool and answers, and its errors come back as they are', async () => {
  const { calls } = await open([{ question: 'a', domain: 'x' }]);
  await isRead();
  expect((await calls.rows(0, 5)).rows).toMatchObject([{ question: 'a', selected: 'drawn' }]);
  await rm(join(folder, 'pool.jsonl'));
  const refused = await calls.text(0).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(WaitpointError);
  expect(refused).toMatchObject({
    code: 'badInput',
    message: expect.stringMatching(/cannot be read/) as string,
  });
});

test('answers while it reads, and ends at once when it is told to', async () => {
  const opened = await open(
    Array.from({ length: 150_000 }, (_, i) => ({ question: `${i} ${'word '.repeat(30)}`, domain: 'x' })),
  );
  await vi.waitFor(() => expect(news.length).toBeGreaterThan(0), { timeout: 20_000 });
  const begun = performance.now();
  expect((await opened.calls.rows(0, 1)).rows).toHaveLength(1);
  expect(news.at(-1)?.reading).not.toBeNull();
  await opened.dispose();
  // Reading all of it takes longer.
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(failures).toEqual([]);
});

test('a thread that breaks down is told, and what was asked of it refused', async () => {
  const broken = join(folder, 'broken.cjs');
  await writeFile(broken, "require('node:worker_threads').parentPort.on('message', () => process.exit(3));");
  failures = [];
  thread = openCurateThread(broken, { news: () => undefined, writing: () => undefined }, (error) =>
    failures.push(error),
  );
  await expect(thread.calls.rows(0, 1)).rejects.toThrow(/ended with code 3/);
  expect(failures).toHaveLength(1);
});
