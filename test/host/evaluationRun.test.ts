import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { grade } from '../../src/core/grade/grade';
import type { ResultRow } from '../../src/core/evaluation/resultRow';
import type { ScriptedModel } from '../../src/engines/scripted/scriptedEngine';
import { EvaluationFolder } from '../../src/files/evaluationFolder';
import { EvaluationReader } from '../../src/files/evaluationReader';
import { EngineService } from '../../src/host/engineService';
import { EvaluationMemory, type Memory } from '../../src/host/evaluationMemory';
import { orderToResume } from '../../src/host/evaluationResume';
import type { EvaluationOrder } from '../../src/host/evaluationRun';
import { Evaluations } from '../../src/host/evaluations';
import { settings } from '../core/evaluation/support';
import { randomModel } from '../support/toyModel';
import { FakeProcess } from './fakeProcess';

let root: string;
const path = (...names: string[]): string => join(root, ...names);
const rows = (folder = path('out')): ResultRow[] =>
  readFileSync(join(folder, 'results.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ResultRow);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'waitpoint-evaluations-'));
  writeFileSync(path('scripted'), 'GGUF');
  dataset('a', 'b', 'ab', 'ba');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function dataset(...questions: string[]): void {
  writeFileSync(
    path('data.jsonl'),
    questions.map((question) => `${JSON.stringify({ question, answer: '7' })}\n`).join(''),
  );
}

class FakeMemory implements Memory {
  readonly values = new Map<string, unknown>();
  get<T>(key: string): T | undefined {
    return this.values.get(key) as T | undefined;
  }
  async update(key: string, value: unknown): Promise<void> {
    this.values.set(key, structuredClone(value));
  }
}

function order(more: Partial<EvaluationOrder> = {}): EvaluationOrder {
  return {
    folder: path('out'),
    settings: settings(),
    dataset: { path: path('data.jsonl'), skipBad: false },
    modelPath: path('scripted'),
    scorerPath: 'none',
    ...more,
  };
}

function window(model: ScriptedModel | 'hung' = randomModel(1), memory = new FakeMemory()) {
  const processes: FakeProcess[] = [];
  const engine = new EngineService(
    () => {
      const started = new FakeProcess(model);
      processes.push(started);
      return started;
    },
    () => ({ gpu: 'auto', threads: 0, idleMinutes: 0 }),
  );
  const evaluations = new Evaluations(
    { engine, contextSize: () => undefined, grade: async (answer, expected) => grade(answer, expected) },
    new EvaluationMemory(memory),
  );
  return { engine, evaluations, processes, memory };
}

/** Runs to its end, or to where it breaks off. */
async function run(evaluations: Evaluations, asked = order()) {
  const begun = await evaluations.begin(asked);
  await begun.ended;
  return begun;
}

/** Pauses when the row with this number is there. */
async function pausedAfter(evaluations: Evaluations, count: number) {
  evaluations.onChange(() => {
    const under = evaluations.of(path('out'));
    if (under && under.progress.done >= count && !under.isPaused) void evaluations.pause(path('out'));
  });
  return run(evaluations);
}

describe('an evaluation in the editor', () => {
  test('runs to its end, with its tables, and leaves no lock and no reminder', async () => {
    const { evaluations, memory } = window();
    const done = await run(evaluations);
    expect([done.failure, done.isOver, done.progress]).toEqual([null, true, { done: 16, total: 16 }]);
    expect(rows().length).toBe(16);
    expect(readFileSync(path('out', 'results.csv'), 'utf8')).toContain('budget-forcing,,4,0,4,');
    expect((await new EvaluationReader(path('out')).read()).writer).toBeNull();
    expect(evaluations.memory.of(path('out'))).toMatchObject({
      underWay: false,
      modelPath: path('scripted'),
    });
    expect(evaluations.memory.msPerToken(path('scripted'))).toBeGreaterThan(0);
    expect(evaluations.underWay).toEqual([]);
    expect([...memory.values.keys()].length).toBe(2);
  });

  test('is paused, and goes on in another window with what is missing alone, to the same rows', async () => {
    const first = window();
    const paused = await pausedAfter(first.evaluations, 5);
    const { done } = paused.progress;
    expect(paused.failure).toBeNull();
    expect(done).toBeGreaterThanOrEqual(5);
    expect(done).toBeLessThan(16);
    expect(first.evaluations.memory.of(path('out'))?.underWay).toBe(true);
    const finished = rows();
    const times = finished.map(({ trace }) => statSync(path('out', trace)).mtimeMs);
    const second = window(randomModel(1), first.memory);
    const asked = await orderToResume(path('out'), services(second.evaluations));
    expect(asked).toEqual(order());
    await run(second.evaluations, asked);
    const timeless = (all: ResultRow[]) => all.map((row) => ({ ...row, timeMs: 0 }));
    expect(finished.map(({ trace }) => statSync(path('out', trace)).mtimeMs)).toEqual(times);
    await run(window().evaluations, order({ folder: path('whole') }));
    expect(timeless(rows())).toEqual(timeless(rows(path('whole'))));
  });

  test('that is cancelled is not remembered as under way; what is finished stays', async () => {
    const { evaluations } = window();
    evaluations.onChange(() => {
      const under = evaluations.of(path('out'));
      if (under && under.progress.done >= 3 && !under.isPaused)
        void evaluations.pause(path('out'), { forget: true });
    });
    await run(evaluations);
    await vi.waitFor(() => expect(evaluations.memory.of(path('out'))?.underWay).toBe(false));
    expect(rows().length).toBeGreaterThanOrEqual(3);
  });

  test('lets another run have its turn at the models between two questions', async () => {
    const { evaluations, engine } = window();
    let turnAt = -1;
    const turns: Promise<void>[] = [];
    evaluations.onChange(() => {
      const { done } = evaluations.of(path('out'))?.progress ?? { done: 0 };
      if (done === 0 || turns.length > 0) return;
      turns.push(
        engine.lend(path('scripted'), 'none', new AbortController().signal).then((lent) => {
          turnAt = evaluations.of(path('out'))?.progress.done ?? -1;
          lent?.release();
        }),
      );
    });
    await run(evaluations);
    await Promise.all(turns);
    expect(turnAt).toBeGreaterThan(0);
    expect(turnAt).toBeLessThan(16);
    expect(rows().length).toBe(16);
  });

  test('twice in one folder is refused, here and in another process', async () => {
    const { evaluations } = window();
    const begun = await evaluations.begin(order());
    await expect(evaluations.begin(order())).rejects.toThrow(/under way in .*Pause it first/);
    await begun.ended;
    const folder = await EvaluationFolder.open(path('out'));
    expect((await run(window().evaluations)).failure).toContain(`The process ${process.pid} is writing`);
    await folder.close();
  });

  test.each<[string, () => void, RegExp]>([
    [
      'an answer',
      () => writeFileSync(path('data.jsonl'), readFileSync(path('data.jsonl'), 'utf8').replace('"7"', '"8"')),
      /dataset: 1 row changed \(line 1, answer "7" to "8"\)/,
    ],
    ['a question', () => dataset('a', 'b', 'ab'), /dataset: 1 row removed/],
    [
      'a row that cannot be asked',
      () => dataset('a', 'b', 'ab', 'ba', ''),
      /1 row of the dataset cannot be asked \(line 5: /,
    ],
  ])('whose dataset changed by %s does not go on, and says so', async (_, change, message) => {
    const first = window();
    await pausedAfter(first.evaluations, 3);
    const finished = rows();
    change();
    const second = window(randomModel(1), first.memory);
    const resumed = await run(
      second.evaluations,
      await orderToResume(path('out'), services(second.evaluations)),
    );
    expect(resumed.failure).toMatch(message);
    expect(rows()).toEqual(finished);
  });

  test('whose dataset is gone goes on with the questions that its folder has kept', async () => {
    const first = window();
    await pausedAfter(first.evaluations, 3);
    rmSync(path('data.jsonl'));
    const second = window(randomModel(1), first.memory);
    const asked = await orderToResume(path('out'), services(second.evaluations));
    expect(asked.dataset).toBeNull();
    expect((await run(second.evaluations, asked)).failure).toBeNull();
    expect(rows().length).toBe(16);
  });

  test('whose model was swapped does not go on, and says so', async () => {
    const first = window();
    await pausedAfter(first.evaluations, 3);
    const second = window(randomModel(1), first.memory);
    const identity = { sha256: 'f'.repeat(64) };
    const asked = await orderToResume(path('out'), services(second.evaluations));
    const load = vi.spyOn(FakeProcess.prototype, 'load').mockImplementation(async function (
      this: FakeProcess,
    ) {
      load.mockRestore();
      const engine = await this.load({ path: path('scripted') }, () => {});
      return { ...engine, info: { ...engine.info, identity: { ...engine.info.identity, ...identity } } };
    });
    expect((await run(second.evaluations, asked)).failure).toMatch(/Changed since it began: model\.sha256/);
  });

  test('asks for the model where it is not found, and is refused without', async () => {
    const { evaluations } = window();
    await pausedAfter(evaluations, 3);
    const elsewhere = window().evaluations;
    const file = path('moved.gguf');
    const found = services(elsewhere, { browse: file });
    expect(await orderToResume(path('out'), found)).toMatchObject({ modelPath: file, dataset: null });
    await expect(orderToResume(path('out'), services(elsewhere))).rejects.toThrow(
      /was not found\. Choose that file/,
    );
    await expect(orderToResume(path('none'), services(elsewhere))).rejects.toThrow(/holds no evaluation/);
  });

  test('whose engine dies says so, and goes on in a fresh one', async () => {
    let evaluations = 0;
    const dying = window({
      ...randomModel(1),
      onEvaluate: () => {
        if (++evaluations > 40) throw new Error('the connection broke');
      },
    });
    const broken = await run(dying.evaluations);
    expect(broken.failure).toContain('the connection broke');
    const finished = rows().length;
    expect(finished).toBeGreaterThan(0);
    expect(finished).toBeLessThan(16);
    expect((await run(window().evaluations)).failure).toBeNull();
    expect(rows().length).toBe(16);
  });

  test('whose engine hangs ends with it when it is paused', async () => {
    const { evaluations, processes } = window('hung');
    const begun = await evaluations.begin(order());
    await vi.waitFor(() => expect(processes[0]?.isHanging).toBe(true));
    await evaluations.pause(path('out'), { graceMs: 1 });
    expect(begun.isOver).toBe(true);
    expect(processes[0]?.disposed).toBe(true);
  });

  test('on a full disk says so, and goes on once there is room', async (context) => {
    const disk = path('disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'waitpoint', disk], { stdio: 'ignore' });
    } catch {
      // Only root on Linux can mount one.
      context.skip();
    }
    const asked = order({ folder: join(disk, 'out') });
    try {
      expect((await run(window().evaluations, asked)).failure).toMatch(/Cannot write .*: the disk is full\./);
      execFileSync('mount', ['-o', 'remount,size=4m', disk], { stdio: 'ignore' });
      expect((await run(window().evaluations, asked)).failure).toBeNull();
      expect(rows(asked.folder).length).toBe(16);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  test('that cannot be run is told before anything is loaded', async () => {
    const { evaluations, processes } = window();
    const missing = await run(evaluations, order({ dataset: { path: path('no.jsonl'), skipBad: false } }));
    expect(missing.failure).toMatch(/No file at .*no\.jsonl/);
    dataset('', 'a');
    expect((await run(evaluations)).failure).toMatch(
      /1 row of the dataset cannot be asked \(line 1: .*empty/,
    );
    expect(processes).toEqual([]);
    const skipped = await run(evaluations, order({ dataset: { path: path('data.jsonl'), skipBad: true } }));
    expect([skipped.failure, skipped.progress.total]).toEqual([null, 4]);
  });
});

function services(evaluations: Evaluations, { browse = null }: { browse?: string | null } = {}) {
  return {
    evaluations,
    setup: { models: async () => ({ models: [], scorers: [] }), refusal: () => null },
    browseModel: async () => browse,
  };
}
