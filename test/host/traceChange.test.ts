import type * as vscode from 'vscode';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { forkTrace, type ForkAction } from '../../src/core/fork';
import { grade } from '../../src/core/grade/grade';
import { probePlaces, probeTrace } from '../../src/core/probeTrace';
import { draftTrace, type Trace } from '../../src/core/trace/trace';
import type { ScriptedModel } from '../../src/engines/scripted/scriptedEngine';
import { parametersOf } from '../../src/host/documentState';
import { EngineService } from '../../src/host/engineService';
import { JournalStore } from '../../src/host/journalStore';
import { RunController, type TraceChange } from '../../src/host/runController';
import { TraceDocument, type DocumentEdit, type DocumentView } from '../../src/host/traceDocument';
import type { Task } from '../../src/protocol/webview';
import { CREATED_AT, toyRequest } from '../support/runToy';
import { lines, TOY, toyModel } from '../support/toyModel';
import { FakeProcess } from './fakeProcess';

const { a, b, endThink, newline, seven } = TOY;
const request = toyRequest({ waits: 1 });
const script = lines([a, b, newline, endThink, a, newline, endThink], [seven]);

let folder: string;
let policy: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-change-'));
  policy = join(folder, 'policy.gguf');
  await writeFile(policy, 'GGUF');
});
afterEach(() => rm(folder, { recursive: true }));

/** What opens and runs documents on one model; every process that is started after the first has it too. */
function setUp(model: ScriptedModel = toyModel(script)) {
  const processes: FakeProcess[] = [];
  const engine = new EngineService(
    () => {
      const started = new FakeProcess(model);
      processes.push(started);
      return started;
    },
    () => ({ gpu: 'auto', threads: 0, idleMinutes: 0 }),
  );
  const runs = new RunController({
    engine,
    journals: new JournalStore(join(folder, 'journals')),
    labels: { run: 'Run', continue: 'Continue', fork: 'Run Fork' },
    log: () => {},
    contextSize: () => undefined,
    grade: async (answer, expected) => grade(answer, expected),
  });
  const open = (name: string, trace: Trace = draftTrace('a', request, CREATED_AT)) => {
    const state = { trace, next: null, modelPath: policy, scorerPath: 'none' };
    const uri = { toString: () => `file:///${name}` } as vscode.Uri;
    const document = new TraceDocument(uri, { state, readOnly: null }, true);
    const edits: DocumentEdit[] = [];
    document.onEdit((edit) => edits.push(edit));
    return { document, edits };
  };
  /** An answered trace that was saved. */
  const ran = async () => {
    const opened = open('parent.trace.json');
    runs.run(opened.document, parametersOf(opened.document.state));
    await runs.ended(opened.document);
    opened.document.markSaved(opened.document.state);
    opened.edits.length = 0;
    return opened;
  };
  const fork = async (parent: TraceDocument, at: number, action: ForkAction) => {
    const lease = await engine.lend(policy, 'none', new AbortController().signal);
    if (!lease) throw new Error('nothing was lent');
    const made = await forkTrace(lease.policy, parent.state.trace, at, action, CREATED_AT);
    lease.release();
    const opened = open('fork.trace.json', made.trace);
    runs.runFork(opened.document, made);
    await runs.ended(opened.document);
    return opened;
  };
  return { processes, engine, runs, open, ran, fork };
}

const probing = (trace: Trace): TraceChange => {
  const at = probePlaces(trace, 'steps');
  return {
    label: 'Probe',
    counted: 'probe',
    total: at.length,
    scorerPath: 'none',
    work: ({ policy: engine }, emit, signal) =>
      probeTrace({ engine, trace, at, emit: (probe) => emit({ type: 'probe', probe }), signal }),
  };
};

const view = () =>
  ({ show: vi.fn(), events: vi.fn(), notice: vi.fn(), running: vi.fn() }) satisfies DocumentView;

describe('probes', () => {
  test('are one edit, which undo takes back and redo brings again', async () => {
    const { runs, ran } = setUp();
    const { document, edits } = await ran();
    const before = document.state.trace;
    runs.change(document, probing(before));
    await runs.ended(document);
    expect(edits.map(({ label }) => label)).toEqual(['Probe']);
    expect(before.probes).toEqual([]);
    expect(document.state.trace.probes.map(({ at }) => at)).toEqual([3, 6]);
    expect(document.state.trace.tokens).toEqual(before.tokens);
    expect(document.isDirty).toBe(true);
    await edits[0]?.undo();
    expect(document.state.trace).toBe(before);
    expect(document.isDirty).toBe(false);
    await edits[0]?.redo();
    expect(document.state.trace.probes).toHaveLength(2);
  });

  test('are graded with them where the right answer is known, each answer once', async () => {
    const { runs, ran } = setUp();
    const { document, edits } = await ran();
    const { state } = document;
    const question = { ...state.trace.question, expected: '7.0' };
    document.edit('Set', { ...state, trace: { ...state.trace, question } });
    runs.change(document, probing(document.state.trace));
    await runs.ended(document);
    expect(edits.map(({ label }) => label)).toEqual(['Set', 'Probe']);
    // The toy says the delimiter once more where its thinking was cut.
    expect(document.state.trace.grades).toMatchObject([
      { by: 'grader', answer: '7', correct: true },
      { by: 'grader', answer: '</think>7', correct: true },
    ]);
    await edits[1]?.undo();
    expect(document.state.trace.grades).toEqual([]);
  });

  test('reach the views one by one, with how far they are', async () => {
    const { runs, ran } = setUp();
    const { document } = await ran();
    const seen = view();
    document.views.add(seen);
    runs.change(document, probing(document.state.trace));
    await runs.ended(document);
    const tasks = seen.running.mock.calls.map((call: unknown[]) => (call[1] as Task | null)?.done ?? null);
    expect(tasks).toEqual([null, 0, 1, 2, null]);
    expect(seen.events.mock.calls.flat(2)).toHaveLength(2);
    expect(document.task).toBeNull();
  });

  test('survive a crash by the journal', async () => {
    const { runs, ran } = setUp();
    const { document } = await ran();
    runs.change(document, probing(document.state.trace));
    await runs.ended(document);
    const recovered = await new JournalStore(join(folder, 'journals')).recover(document.uri.toString());
    expect(recovered).toEqual(document.state.trace);
  });

  test('that are stopped keep those that came', async () => {
    let stop = (): void => {};
    const { runs, ran } = setUp(toyModel(script, { onEvaluate: () => stop() }));
    const { document, edits } = await ran();
    document.onEdit(() => (stop = () => void runs.stop(document)));
    runs.change(document, probing(document.state.trace));
    await runs.ended(document);
    expect(document.state.trace.probes.map(({ at }) => at)).toEqual([3]);
    expect(edits).toHaveLength(1);
    expect(document.isRunning).toBe(false);
  });

  test('of which none came are no edit, and say why', async () => {
    const { runs, ran } = setUp();
    const { document, edits } = await ran();
    const work = async (): Promise<void> => Promise.reject(new Error('no memory'));
    runs.change(document, { ...probing(document.state.trace), work });
    await runs.ended(document);
    expect(edits).toEqual([]);
    expect(document.isDirty).toBe(false);
    expect(document.notice).toMatchObject({ kind: 'error', message: 'no memory' });
  });

  test('wait for no run of the same trace: it is refused', async () => {
    const { runs, ran } = setUp();
    const { document } = await ran();
    runs.change(document, probing(document.state.trace));
    expect(() => runs.run(document, parametersOf(document.state))).toThrow('running already');
    await runs.ended(document);
  });
});

describe('a fork', () => {
  test('runs in its own document, and its parent stays as it was', async () => {
    const { ran, fork } = setUp();
    const { document: parent, edits } = await ran();
    const before = structuredClone(parent.state.trace);
    const { document, edits: forked } = await fork(parent, 3, { kind: 'wait' });
    expect(parent.state.trace).toEqual(before);
    expect(edits).toEqual([]);
    const { trace } = document.state;
    expect(trace.parent).toMatchObject({ at: 3, change: 'wait' });
    expect(trace.interventions[0]).toMatchObject({ kind: 'wait', at: 3, text: 'Wait' });
    expect(trace.finish.answer).toBe('stop');
    expect(forked.map(({ label }) => label)).toEqual(['Run Fork']);
  });

  test('evaluates only what follows its parent', async () => {
    let evaluated = 0;
    const { ran, fork } = setUp(toyModel(script, { onEvaluate: () => evaluated++ }));
    const { document: parent } = await ran();
    const { tokens } = parent.state.trace;
    evaluated = 0;
    await fork(parent, 6, { kind: 'none' });
    // The last batch before it again, and what comes after: not the prompt, nor the tokens before.
    expect(evaluated).toBeLessThanOrEqual(tokens.id.length - 6 + 2);
    expect(evaluated).toBeLessThan(tokens.id.length);
  });
});

test('the right answer of a question stays with it in the next run', async () => {
  const { runs, open } = setUp();
  const draft = draftTrace('a', request, CREATED_AT);
  const { document } = open('a.trace.json', { ...draft, question: { text: 'a', expected: '7' } });
  runs.run(document, parametersOf(document.state));
  await runs.ended(document);
  expect(document.state.trace.question).toEqual({ text: 'a', expected: '7' });
  runs.run(document, { ...parametersOf(document.state), question: 'b' });
  await runs.ended(document);
  expect(document.state.trace.question).toEqual({ text: 'b', expected: null });
});

test('models that a document adopts are no edit', () => {
  const { open } = setUp();
  const { document, edits } = open('a.trace.json');
  document.adoptModels({ modelPath: '/other.gguf', scorerPath: '/scorer.gguf' });
  expect(document.state).toMatchObject({ modelPath: '/other.gguf', scorerPath: '/scorer.gguf' });
  expect(edits).toEqual([]);
  expect(document.isDirty).toBe(false);
});
