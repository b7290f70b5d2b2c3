import type * as vscode from 'vscode';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { grade } from '../../src/core/grade/grade';
import { draftTrace } from '../../src/core/trace/trace';
import type { ScriptedModel } from '../../src/engines/scripted/scriptedEngine';
import { parametersOf } from '../../src/host/documentState';
import { EngineService } from '../../src/host/engineService';
import { JournalStore } from '../../src/host/journalStore';
import { RunController } from '../../src/host/runController';
import { TraceDocument, type DocumentEdit } from '../../src/host/traceDocument';
import { CREATED_AT, runToy, toyRequest } from '../support/runToy';
import { lines, TOY, toyModel } from '../support/toyModel';
import { FakeProcess, TOY_COMPUTE } from './fakeProcess';

const { a, b, endThink, newline, seven } = TOY;
const request = toyRequest({ waits: 1 });
const script = lines([a, b, newline, endThink, a, newline, endThink], [seven]);

let folder: string;
let policy: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-run-'));
  policy = join(folder, 'policy.gguf');
  await writeFile(policy, 'GGUF');
});
afterEach(() => rm(folder, { recursive: true }));

/** A document, and what runs it on these models: one a process. */
function setUp(...models: (ScriptedModel | 'hung')[]) {
  const processes: FakeProcess[] = [];
  const engine = new EngineService(
    () => {
      const started = new FakeProcess(models[processes.length]);
      processes.push(started);
      return started;
    },
    () => ({ gpu: 'auto', threads: 0, idleMinutes: 0 }),
  );
  const journals = new JournalStore(join(folder, 'journals'));
  const runs = new RunController({
    engine,
    journals,
    labels: { run: 'Run', continue: 'Continue', fork: 'Run Fork' },
    log: () => {},
    contextSize: () => undefined,
    grade: async (answer, expected) => grade(answer, expected),
  });
  const state = {
    trace: draftTrace('a', request, CREATED_AT),
    next: null,
    modelPath: policy,
    scorerPath: 'none',
  };
  const uri = { toString: () => 'file:///a.trace.json' } as vscode.Uri;
  const document = new TraceDocument(uri, { state, readOnly: null }, true);
  const edits: DocumentEdit[] = [];
  document.onEdit((edit) => edits.push(edit));
  const ended = (): Promise<void> =>
    vi.waitFor(() => expect(document.isRunning).toBe(false), { interval: 1 });
  return { processes, engine, journals, runs, document, edits, ended };
}

/** A model whose process dies at its `last`th evaluation. */
function dying(last: number, kill: () => void): ScriptedModel {
  let evaluations = 0;
  return toyModel(script, {
    onEvaluate: () => {
      if (++evaluations < last) return;
      kill();
      throw new Error('the connection broke');
    },
  });
}

test('a run is graded at its end where the right answer is known, in the same edit', async () => {
  const { runs, document, edits, ended } = setUp(toyModel(script));
  const { state } = document;
  const question = { ...state.trace.question, expected: '7.0' };
  document.edit('Set', { ...state, trace: { ...state.trace, question } });
  runs.run(document, parametersOf(document.state));
  await ended();
  expect(document.state.trace.grades).toMatchObject([
    { by: 'grader', answer: '7', expected: '7.0', correct: true, reason: 'equal after normalising: 7' },
  ]);
  expect(edits.map(({ label }) => label)).toEqual(['Set', 'Run']);
  const journaled = await new JournalStore(join(folder, 'journals')).recover(document.uri.toString());
  expect(journaled?.grades).toEqual(document.state.trace.grades);
});

test('a run whose right answer is not known is not graded', async () => {
  const { runs, document, ended } = setUp(toyModel(script));
  runs.run(document, parametersOf(document.state));
  await ended();
  expect(document.state.trace.grades).toEqual([]);
});

test('a run fills the document with the trace that the core makes', async () => {
  const { runs, document, edits, ended } = setUp(toyModel(script));
  runs.run(document, parametersOf(document.state));
  await ended();
  const { trace } = await runToy(toyModel(script), request);
  expect(document.state.trace.tokens.id).toEqual(trace.tokens.id);
  expect(document.state.trace.answer).toEqual(trace.answer);
  expect(edits.map(({ label }) => label)).toEqual(['Run']);
  expect(document.notice).toBeNull();
});

test('a run says what evaluated it, in its journal too', async () => {
  const { runs, document, ended } = setUp(toyModel(script));
  runs.run(document, parametersOf(document.state));
  await ended();
  expect(document.state.trace.compute).toEqual(TOY_COMPUTE);
  const journaled = await new JournalStore(join(folder, 'journals')).recover(document.uri.toString());
  expect(journaled?.compute).toEqual(TOY_COMPUTE);
});

test('a second run of the same document is refused while the first goes on', async () => {
  const { runs, document, ended } = setUp(toyModel(script));
  runs.run(document, parametersOf(document.state));
  expect(() => runs.run(document, parametersOf(document.state))).toThrow('running already');
  await ended();
});

describe('parameters that cannot be run', () => {
  test('are refused with nothing changed and nothing loaded', () => {
    const { runs, document, edits, processes } = setUp(toyModel(script));
    const parameters = parametersOf(document.state);
    expect(() => runs.run(document, { ...parameters, question: ' ' })).toThrow('question is empty');
    const budget = { ...request.budget, minThinkingTokens: 41 };
    expect(() => runs.run(document, { ...parameters, request: { ...request, budget } })).toThrow('minimum');
    expect(edits).toEqual([]);
    expect(processes).toEqual([]);
    expect(document.isRunning).toBe(false);
  });

  test('with a missing model end in a notice, and the trace stays', async () => {
    const { runs, document, ended } = setUp(toyModel(script));
    const before = document.state.trace;
    await rm(policy);
    runs.run(document, parametersOf(document.state));
    await ended();
    expect(document.notice).toMatchObject({ kind: 'error', canContinue: false });
    expect(document.notice?.message).toContain('No model file');
    expect(document.state.trace).toBe(before);
  });
});

describe('a process that dies in mid-run', () => {
  test('costs no token: the notice tells how it ended, and continuing gives the undisturbed trace', async () => {
    let processes: FakeProcess[] = [];
    const kill = (): void => processes[0]?.die();
    const parts = setUp(dying(7, kill), toyModel(script));
    ({ processes } = parts);
    const { runs, document, ended } = parts;
    runs.run(document, parametersOf(document.state));
    await ended();
    const whole = (await runToy(toyModel(script), request)).trace;
    const received = document.state.trace.tokens.id;
    expect(received.length).toBeGreaterThan(0);
    expect(whole.tokens.id.slice(0, received.length)).toEqual(received);
    expect(document.notice).toMatchObject({ kind: 'error', canContinue: true });
    expect(document.notice?.message).toContain('signal SIGKILL');
    expect(document.notice?.detail).toContain('out of memory');

    runs.continueRun(document);
    await ended();
    expect(processes).toHaveLength(2);
    expect(document.state.trace.tokens.id).toEqual(whole.tokens.id);
    expect(document.state.trace.answer).toEqual(whole.answer);
    expect(document.notice).toBeNull();
  });
});

test('stopping keeps what was received, and offers to go on', async () => {
  const stopping: { stop?: () => void } = {};
  const model = toyModel(script, { onEvaluate: () => stopping.stop?.() });
  const { runs, document, ended } = setUp(model);
  document.onEdit(() => (stopping.stop = () => void runs.stop(document)));
  runs.run(document, parametersOf(document.state));
  await ended();
  expect(document.state.trace.finish.answer ?? 'abort').toBe('abort');
  expect(document.notice).toMatchObject({ kind: 'info', canContinue: true });
});

test('an engine that does not listen to Stop is ended, and the run with it', async () => {
  const { runs, document, processes, ended } = setUp('hung');
  runs.run(document, parametersOf(document.state));
  await vi.waitFor(() => expect(processes[0]?.isHanging).toBe(true), { interval: 1 });
  await runs.stop(document, 0);
  await ended();
  expect(processes[0]?.disposed).toBe(true);
});

describe('the journal', () => {
  test('adds up to the same trace after a crash', async () => {
    const { runs, document, ended } = setUp(toyModel(script));
    runs.run(document, parametersOf(document.state));
    await ended();
    const recovered = await new JournalStore(join(folder, 'journals')).recover(document.uri.toString());
    expect(recovered).toEqual(document.state.trace);
  });

  test('that cannot be written costs a warning, not the run', async () => {
    await writeFile(join(folder, 'journals'), 'a file where the folder should be');
    const { runs, document, ended } = setUp(toyModel(script));
    runs.run(document, parametersOf(document.state));
    await ended();
    expect(document.state.trace.answer?.extracted).toBe('7');
    expect(document.notice).toMatchObject({ kind: 'warning' });
    expect(document.notice?.message).toContain('journal');
  });
});
