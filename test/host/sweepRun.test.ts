import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { grade } from '../../src/core/grade/grade';
import { sweepColumns } from '../../src/core/sweep/columns';
import type { Trace } from '../../src/core/trace/trace';
import { EngineService } from '../../src/host/engineService';
import { JournalStore } from '../../src/host/journalStore';
import { SweepRun } from '../../src/host/sweepRun';
import { sweepState } from '../../src/host/sweepState';
import type { ScriptedModel } from '../../src/engines/scripted/scriptedEngine';
import { CREATED_AT, runToy, toyRequest } from '../support/runToy';
import { lines, TOY, toyModel } from '../support/toyModel';
import { FakeProcess } from './fakeProcess';

const { a, b, endThink, newline, seven } = TOY;
const request = toyRequest({ waits: 1 });
const script = lines([a, b, newline, endThink, a, newline, endThink], [seven]);
const columns = sweepColumns(request, { maxima: [2, 40], waits: [0, 1] });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-sweep-'));
  await writeFile(join(folder, 'policy.gguf'), 'GGUF');
});
afterEach(() => rm(folder, { recursive: true }));

function begin(model: ScriptedModel | 'hung', save?: () => Promise<void>) {
  const saved = new Map<string, Trace>();
  const discarded: string[] = [];
  const live: number[] = [];
  const processes: FakeProcess[] = [];
  const engine = new EngineService(
    () => {
      const started = new FakeProcess(model);
      processes.push(started);
      return started;
    },
    () => ({ gpu: 'auto', threads: 0, idleMinutes: 0 }),
  );
  const journals = new JournalStore(join(folder, 'journals'));
  const uris = columns.map((_, column) => `file:///q.sweep-${column + 1}.trace.json`);
  const run: SweepRun = new SweepRun(
    {
      question: { text: 'a', expected: '7' },
      columns,
      uris,
      modelPath: join(folder, 'policy.gguf'),
      scorerPath: 'none',
      createdAt: CREATED_AT,
    },
    {
      engine,
      journals,
      contextSize: () => undefined,
      grade: async (answer, expected) => grade(answer, expected),
      save: save ?? (async (uri, trace) => void saved.set(uri, structuredClone(trace))),
      discard: async (uri) => void discarded.push(uri),
    },
    () => live.push(0),
  );
  return { run, uris, saved, discarded, live, journals, processes };
}

describe('a sweep in the editor', () => {
  test('saves every column as the trace of its own run, graded, and leaves no journal', async () => {
    const { run, uris, saved, discarded, journals, live } = begin(toyModel(script));
    expect(run.traceOf(uris[0] ?? '')?.tokens.id).toEqual([]);
    await run.ended;
    expect(run.failure).toBeNull();
    expect([run.done, discarded]).toEqual([4, []]);
    expect(live.length).toBeGreaterThan(4);
    for (const [column, uri] of uris.entries()) {
      const trace = saved.get(uri);
      const alone = await runToy(toyModel(script), columns[column] ?? request);
      expect(trace?.tokens.id).toEqual(alone.trace.tokens.id);
      expect(trace?.sweep).toMatchObject({ column, columns: 4 });
      expect(trace?.answer?.extracted == null || trace.grades.length === 1).toBe(true);
      expect(run.traceOf(uri)).toBeNull();
      expect(await journals.has(uri)).toBe(false);
    }
    const state = sweepState(
      uris.flatMap((uri) => {
        const trace = saved.get(uri);
        return trace ? [{ uri, path: uri, trace, running: false }] : [];
      }),
    );
    expect(state.columns.map(({ label }) => label)).toEqual([
      'max 2 · 0 waits',
      'max 2 · 1 wait',
      'max 40 · 0 waits',
      'max 40 · 1 wait',
    ]);
  });

  test('that is stopped before anything is said leaves nothing', async () => {
    const { run, uris, saved, discarded } = begin(toyModel(script));
    run.stop();
    await run.ended;
    expect(saved.size).toBe(0);
    expect(discarded).toEqual(uris);
  });

  test('whose engine fails keeps what is there, and says so', async () => {
    let evaluations = 0;
    const { run, saved, discarded } = begin(
      toyModel(script, {
        onEvaluate: () => {
          if (++evaluations > 4) throw new Error('the connection broke');
        },
      }),
    );
    await run.ended;
    expect(run.failure).toContain('the connection broke');
    expect(saved.size + discarded.length).toBe(4);
    expect(saved.size).toBeGreaterThan(0);
  });

  test('that cannot be saved says so, and its journals stay', async () => {
    const full = async (): Promise<void> => {
      throw new Error('the disk is full');
    };
    const { run, uris, journals } = begin(toyModel(script), full);
    await run.ended;
    expect(run.failure).toContain('the disk is full');
    expect(run.traceOf(uris[0] ?? '')).not.toBeNull();
    expect(await journals.has(uris[0] ?? '')).toBe(true);
  });
});
