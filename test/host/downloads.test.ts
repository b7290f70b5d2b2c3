import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Downloads } from '../../src/host/downloads';
import { FakeHub, hang } from '../support/fakeHub';

const CONTENT = Buffer.alloc(5000, 'model');
const ADDRESS = 'hf:a/b/m.gguf';
let hub: FakeHub;
let folder: string;
let remembered: readonly string[];
let arrived: string[];
let refused: string[];
let downloads: Downloads;
beforeEach(async () => {
  hub = await FakeHub.start();
  hub.files.set('a/b/m.gguf', CONTENT);
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-downloads-'));
  [remembered, arrived, refused] = [[], [], []];
  downloads = made();
});
afterEach(async () => {
  downloads.dispose();
  await hub.close();
  await rm(folder, { recursive: true });
});
const made = (): Downloads =>
  new Downloads({
    folder: () => folder,
    endpoint: () => hub.endpoint,
    token: async () => null,
    remembered: () => remembered,
    remember: (addresses) => (remembered = addresses),
    arrived: (path) => arrived.push(path),
    refused: (_, message) => refused.push(message),
  });
const stage = (): string | undefined => downloads.all[0]?.stage;

test('a download that has come is told of, and forgotten by the next window', async () => {
  const path = join(folder, 'a/b/m.gguf');
  await downloads.start(ADDRESS);
  expect(downloads.all).toEqual([
    { address: ADDRESS, stage: 'done', receivedBytes: 5000, totalBytes: 5000, note: null, path },
  ]);
  expect([arrived, remembered]).toEqual([[path], []]);
});

test('one that is cancelled stops, is remembered, and goes on', async () => {
  hub.faults.store.push(hang(CONTENT));
  const over = downloads.start(ADDRESS);
  expect(() => downloads.start(ADDRESS)).toThrow(/being downloaded already/);
  await expect.poll(() => downloads.all[0]?.receivedBytes).toBe(1000);
  downloads.cancel(ADDRESS);
  await over;
  expect([stage(), remembered]).toEqual(['stopped', [ADDRESS]]);
  // The next window.
  downloads = made();
  expect(stage()).toBe('stopped');
  await downloads.start(ADDRESS);
  expect((await stat(join(folder, 'a/b/m.gguf'))).size).toBe(5000);
  expect(hub.ranges).toEqual(['all', 'bytes=1000-']);
});

test('a window that goes leaves what is under way to the next one', async () => {
  hub.faults.store.push(hang(CONTENT));
  const over = downloads.start(ADDRESS);
  await expect.poll(() => downloads.all[0]?.receivedBytes).toBe(1000);
  downloads.dispose();
  expect(remembered).toEqual([ADDRESS]);
  await over;
});

test('one that fails says why, and can be dismissed', async () => {
  await downloads.start('hf:a/b/none.gguf');
  expect(downloads.all[0]).toMatchObject({
    stage: 'failed',
    note: expect.stringContaining('is not on') as string,
  });
  downloads.dismiss('hf:a/b/none.gguf');
  expect([downloads.all, remembered]).toEqual([[], []]);
});

test('one that is refused asks for a token', async () => {
  hub.token = 'secret';
  await downloads.start(ADDRESS);
  expect(refused).toEqual([expect.stringContaining('needs a token')]);
});

test('an address that cannot be read begins nothing', () => {
  expect(() => downloads.start('hf:nothing')).toThrow(/does not name an owner/);
  expect(downloads.all).toEqual([]);
});
