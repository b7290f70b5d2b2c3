import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { grade } from '../../src/core/grade/grade';
import type { SearchRecord } from '../../src/core/search/searchRecord';
import { searchSettings } from '../../src/core/search/settings';
import { EngineService } from '../../src/host/engineService';
import { JournalStore } from '../../src/host/journalStore';
import { SearchRun } from '../../src/host/searchRun';
import type { ScriptedModel } from '../../src/engines/scripted/scriptedEngine';
import { CREATED_AT, toyRequest } from '../support/runToy';
import { scriptedPaths, SEED } from '../support/searchToy';
import { TOY } from '../support/toyModel';
import { FakeProcess } from './fakeProcess';

const URI = 'file:///w/q-1.search.json';
const { a, b, newline, endThink, seven, eos } = TOY;
/** Two paths of two steps that both answer 7. */
const paths = scriptedPaths({
  paths: [
    [a, newline, b, newline, endThink, seven, eos],
    [b, newline, a, newline, endThink, seven, eos],
  ],
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-search-'));
  await writeFile(join(folder, 'policy.gguf'), 'GGUF');
});
afterEach(() => rm(folder, { recursive: true }));

const store = (pid = process.pid): JournalStore =>
  new JournalStore(join(folder, 'journals'), pid, () => false);

function begin(model: ScriptedModel | 'hung', save?: () => Promise<void>) {
  const saved = new Map<string, SearchRecord>();
  const processes: FakeProcess[] = [];
  const engine = new EngineService(
    () => {
      const started = new FakeProcess(model);
      processes.push(started);
      return started;
    },
    () => ({ gpu: 'auto', threads: 0, idleMinutes: 0 }),
  );
  const journals = store();
  const base = toyRequest({});
  const run = new SearchRun(
    {
      question: { text: 'a', expected: '7' },
      request: { ...base, sampler: { ...base.sampler, temperature: 0.8, seed: SEED } },
      settings: searchSettings({ strategy: 'majority', n: 2 }),
      ...{ modelPath: join(folder, 'policy.gguf'), scorerPath: 'none', uri: URI, createdAt: CREATED_AT },
    },
    {
      ...{ engine, journals },
      contextSize: () => undefined,
      grade: async (answer, expected) => grade(answer, expected),
      save: save ?? (async (uri, record) => void saved.set(uri, structuredClone(record))),
    },
  );
  const told: (number | null)[] = [];
  run.onChange((node) => told.push(node));
  return { run, saved, told, processes, journals, engine };
}

test('a search tells of each node, is saved when it is over, and leaves no journal', async () => {
  const { run, saved, told, engine } = begin(paths);
  await run.ended;
  expect(run.failure).toBeNull();
  expect(run.isSaved).toBe(true);
  expect(saved.get(URI)?.choice).toMatchObject({ answer: '7', votes: [{ weight: 2 }] });
  expect(new Set(told)).toEqual(new Set([...(run.record?.nodes.map(({ id }) => id) ?? []), null]));
  expect(await readdir(join(folder, 'journals'))).toEqual([]);
  expect(engine.status.state).toBe('ready');
});

test('a search that is stopped at its first node keeps that, and is saved as not complete', async () => {
  const { run, saved } = begin(paths);
  const stops: Promise<void>[] = [];
  run.onChange((node) => {
    if (node !== null) stops.push(run.stop());
  });
  await run.ended;
  await Promise.all(stops);
  const record = saved.get(URI);
  expect(record?.complete).toBe(false);
  expect(record?.failure).toBeNull();
  expect(record?.nodes.length).toBeGreaterThan(0);
});

test('one that is stopped before anything was received saves nothing, and says nothing', async () => {
  const { run, saved } = begin(paths);
  await run.stop();
  expect(saved.size).toBe(0);
  expect(run.isSaved).toBe(false);
  expect(run.failure).toBeNull();
});

test('an engine that dies is told of, and ends the search', async () => {
  const { run, processes } = begin('hung');
  await vi.waitFor(() => expect(processes[0]?.isHanging).toBe(true));
  processes[0]?.die();
  await run.ended;
  expect(run.isOver).toBe(true);
  expect(run.failure).toMatch(/process ended/);
});

test('what cannot be saved stays in its journal, for the next time', async () => {
  const { run } = begin(paths, async () => {
    throw new Error('the disk is full');
  });
  await run.ended;
  expect(run.failure).toBe('the disk is full');
  const later = store(process.pid + 1);
  expect(await later.orphans()).toMatchObject([{ document: URI, isSearch: true }]);
  expect((await later.recoverSearch(URI))?.choice?.answer).toBe('7');
});
