import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JournalStore } from '../../src/host/journalStore';
import { begun, columns } from './traces';

const DOCUMENT = 'file:///w/a.trace.json';
let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'waitpoint-journals-'))));
afterEach(() => rm(folder, { recursive: true }));

/** The store of an extension host with this process id, where these processes are alive. */
const store = (pid: number, ...alive: number[]): JournalStore =>
  new JournalStore(folder, pid, (other) => alive.includes(other));

/** Journals the beginning of a run. */
async function write(journals: JournalStore, document = DOCUMENT): Promise<void> {
  const journal = journals.begin(document, () => {});
  journal.append({ type: 'start', trace: begun() });
  journal.append({ type: 'tokens', provenance: 'model', tokens: columns('a', 'b') });
  await journal.close();
}

test('a run that its process did not survive is recovered as an interrupted trace', async () => {
  await write(store(1));
  const after = store(2);
  expect(await after.orphans()).toMatchObject([{ document: DOCUMENT, sweep: null }]);
  const trace = await after.recover(DOCUMENT);
  expect(trace?.tokens.text).toEqual(['a', 'b']);
  expect(trace?.finish.thinking).toBe('abort');
});

test('a journal that another living process writes is left alone', async () => {
  await write(store(1));
  const other = store(2, 1, 2);
  expect(await other.orphans()).toEqual([]);
  expect(await other.recover(DOCUMENT)).toBeNull();
});

test('a journal of our own running trace is no orphan', async () => {
  const journals = store(1);
  await write(journals);
  expect(await journals.orphans()).toEqual([]);
  expect(await journals.recover(DOCUMENT)).toBeNull();
});

test('a journal abandoned with its document is there when that is opened again', async () => {
  const journals = store(1);
  await write(journals);
  expect(journals.owns(DOCUMENT)).toBe(true);
  journals.abandon(DOCUMENT);
  expect(journals.owns(DOCUMENT)).toBe(false);
  expect((await journals.recover(DOCUMENT))?.tokens.text).toEqual(['a', 'b']);
});

test('discarding a journal leaves nothing, and another one in its place', async () => {
  const journals = store(1);
  await write(journals);
  await write(journals, 'file:///w/b.trace.json');
  await journals.discard(DOCUMENT);
  expect(await journals.has(DOCUMENT)).toBe(false);
  expect(await journals.has('file:///w/b.trace.json')).toBe(true);
  await journals.discard('file:///w/b.trace.json');
  expect(await readdir(folder)).toEqual([]);
});
