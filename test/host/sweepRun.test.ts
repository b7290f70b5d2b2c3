import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
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
      parent: 'file:///q.trace.json',
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
  );
  run.onChange(() => live.push(0));
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
    const { run, uris, saved, discarded, journals } = begin(toyModel(script));
    await run.stop();
    expect(await Promise.all(uris.map((uri) => journals.has(uri)))).toEqual([false, false, false, false]);
    expect(saved.size).toBe(0);
    expect(discarded).toEqual(uris);
  });

  test('that is stopped in its middle saves what is whole, and what had begun as far as it came', async () => {
    const stopped: { run: SweepRun | null } = { run: null };
    const { run, uris, saved, discarded, journals } = begin(
      // The second maximum thinks on behind the two answers of the first.
      toyModel((ids) => {
        if (ids.includes(b) && ids.at(-1) === newline && !ids.includes(endThink)) void stopped.run?.stop();
        return script(ids);
      }),
    );
    stopped.run = run;
    await run.ended;
    expect(run.failure).toBeNull();
    const whole = uris.filter((uri) => saved.get(uri)?.finish.answer === 'stop');
    expect(whole).toEqual(uris.slice(0, 2));
    const cut = uris.filter((uri) => saved.get(uri)?.finish.thinking === 'abort');
    expect(cut.length).toBeGreaterThan(0);
    for (const uri of cut) {
      expect(saved.get(uri)?.tokens.id.length).toBeGreaterThan(2);
      expect(saved.get(uri)?.steps.at(-1)?.end).toBe(saved.get(uri)?.thinking.end);
    }
    expect([...saved.keys(), ...discarded].sort()).toEqual([...uris].sort());
    expect(await journals.orphans()).toEqual([]);
    expect(await Promise.all(uris.map((uri) => journals.has(uri)))).toEqual([false, false, false, false]);
  });

  test('whose engine process dies in its middle keeps what is whole, and says how it died', async () => {
    let evaluations = 0;
    const { run, uris, saved, discarded, processes } = begin(
      toyModel(script, {
        onEvaluate: () => {
          if (++evaluations < 12) return;
          processes[0]?.die();
          throw new Error('the connection broke');
        },
      }),
    );
    await run.ended;
    expect(run.failure).toMatch(/^The engine process ended \(signal SIGKILL\)\./);
    expect(saved.get(uris[0] ?? '')?.finish.answer).toBe('stop');
    const broken = [...saved.values()].filter(({ failure }) => failure !== null);
    expect(broken.length).toBeGreaterThan(0);
    expect([...saved.keys(), ...discarded].sort()).toEqual([...uris].sort());
    expect(run.saved).toEqual(uris.filter((uri) => saved.has(uri)));
  });

  test('whose engine does not listen to Stop is ended with it', async () => {
    const { run, processes, discarded, uris } = begin('hung');
    await vi.waitFor(() => expect(processes[0]?.isHanging).toBe(true), { interval: 1 });
    await run.stop(0);
    expect(processes[0]?.disposed).toBe(true);
    expect(discarded).toEqual(uris);
  });

  test('has a journal a column at once, which tells of its sweep', async () => {
    const { run, uris } = begin('hung');
    const journals = new JournalStore(join(folder, 'journals'), process.pid + 1, () => false);
    const sweep = { parent: 'file:///q.trace.json', createdAt: CREATED_AT };
    await vi.waitFor(
      async () => {
        const orphans = await journals.orphans();
        const found = orphans.sort((one, other) => one.document.localeCompare(other.document));
        expect(found).toEqual(
          uris.map((document) => ({ document, sweep, isSearch: false, pid: process.pid })),
        );
      },
      { interval: 5 },
    );
    await run.stop(0);
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
