import type * as vscode from 'vscode';
import { describe, expect, test, vi } from 'vitest';
import { errors } from '../../src/core/errors';
import type { TraceEvent } from '../../src/core/trace/traceEvent';
import { parametersOf, withParameters } from '../../src/host/documentState';
import { TraceDocument, type DocumentEdit, type DocumentView } from '../../src/host/traceDocument';
import { answered, begun, columns, draft, stateOf } from './traces';

const uri = { toString: () => 'file:///a.trace.json' } as vscode.Uri;
const open = (trace = draft()): { document: TraceDocument; edits: DocumentEdit[] } => {
  const document = new TraceDocument(uri, { state: stateOf(trace), readOnly: null }, true);
  const edits: DocumentEdit[] = [];
  document.onEdit((edit) => edits.push(edit));
  return { document, edits };
};
const view = () =>
  ({ show: vi.fn(), events: vi.fn(), notice: vi.fn(), running: vi.fn() }) satisfies DocumentView;
const tokens = (...texts: string[]): TraceEvent => ({
  type: 'tokens',
  provenance: 'model',
  tokens: columns(...texts),
});
const start = (): TraceEvent => ({ type: 'start', trace: begun() });
const texts = (document: TraceDocument): string => document.state.trace.tokens.text.join('');
const ask = (document: TraceDocument, question: string) =>
  withParameters(document.state, { ...parametersOf(document.state), question });

describe('an edit', () => {
  test('is undone and redone, and makes the document dirty and clean again', async () => {
    const { document, edits } = open();
    document.edit('Ask', ask(document, 'Why?'));
    expect(document.isDirty).toBe(true);
    await edits[0]?.undo();
    expect(document.state.trace.question.text).toBe('What is 2*3?');
    expect(document.isDirty).toBe(false);
    await edits[0]?.redo();
    expect(document.state.trace.question.text).toBe('Why?');
    expect(document.isDirty).toBe(true);
  });

  test('is shown by every view but the one that made it', () => {
    const { document } = open();
    const [mine, other] = [view(), view()];
    document.views.add(mine).add(other);
    document.edit('Ask', ask(document, 'Why?'), mine);
    expect(mine.show).not.toHaveBeenCalled();
    expect(other.show).toHaveBeenCalledOnce();
  });

  test('that changes nothing is none', () => {
    const { document, edits } = open();
    document.edit('Ask', ask(document, 'What is 2*3?'));
    expect(edits).toEqual([]);
    expect(document.isDirty).toBe(false);
  });
});

describe('a run', () => {
  test('is one edit: undo brings the earlier trace back, redo all that was received', async () => {
    const { document, edits } = open(answered());
    const before = document.state.trace;
    for (const event of [start(), tokens('a', 'b'), tokens('c')]) document.record('Run', event);
    document.finishRecording('Run');
    expect(edits.map(({ label }) => label)).toEqual(['Run']);
    expect(texts(document)).toBe('abc');
    await edits[0]?.undo();
    expect(document.state.trace).toBe(before);
    await edits[0]?.redo();
    expect(texts(document)).toBe('abc');
  });

  test('is stopped by its undo', async () => {
    const { document, edits } = open();
    document.record('Run', start());
    document.stopRun = vi.fn(async () => {});
    await edits[0]?.undo();
    expect(document.stopRun).toHaveBeenCalledOnce();
  });

  test('does not share its trace with who runs it', () => {
    const { document } = open();
    const event = { type: 'start', trace: begun() } satisfies TraceEvent;
    document.record('Run', event);
    document.record('Run', tokens('a'));
    expect(event.trace.tokens.text).toEqual([]);
  });

  test('reaches the views in batches that leave nothing out', () => {
    const { document } = open();
    const seen = view();
    document.views.add(seen);
    const events = [start(), tokens('a'), tokens('b')];
    for (const event of events) document.record('Run', event);
    document.finishRecording('Run');
    expect(seen.events.mock.calls.flat(2)).toEqual(events);
  });

  test('that goes on after a save in its middle is dirty, and undone to what was saved', async () => {
    const { document, edits } = open();
    document.record('Run', start());
    document.record('Run', tokens('a'));
    document.markSaved(document.snapshot());
    expect(document.isDirty).toBe(true);
    document.record('Run', tokens('b'));
    document.finishRecording('Run');
    expect(edits).toHaveLength(2);
    expect(document.isDirty).toBe(true);
    await edits[1]?.undo();
    expect(texts(document)).toBe('a');
    expect(document.isDirty).toBe(false);
    await edits[1]?.redo();
    expect(texts(document)).toBe('ab');
  });
});

test('what comes while a save is being written is told of as unsaved', async () => {
  const { document, edits } = open();
  const saved = document.snapshot();
  document.edit('Ask', ask(document, 'Why?'));
  document.markSaved(saved);
  document.tellUnsaved('Ask');
  expect(document.isDirty).toBe(true);
  await edits[1]?.undo();
  expect(document.state).toBe(saved);
  expect(document.isDirty).toBe(false);
});

describe('a file that cannot be read', () => {
  const problem = errors.traceInvalid('line 3', 'the file ends too early');

  test('is never dirty, and its state is its problem', () => {
    const document = new TraceDocument(uri, { problem }, true);
    expect(document.isDirty).toBe(false);
    expect(document.readOnly).toContain('line 3');
    expect(() => document.state).toThrow(problem);
  });

  test('is shown again when it has been mended', () => {
    const document = new TraceDocument(uri, { problem }, true);
    const seen = view();
    document.views.add(seen);
    document.reload({ state: stateOf(draft()), readOnly: null });
    expect(seen.show).toHaveBeenCalledOnce();
    expect(document.problem).toBeNull();
  });
});

test('an interrupted trace offers to go on as soon as it is opened, but not where nothing may be changed', () => {
  expect(open(begun()).document.notice?.canContinue).toBe(true);
  expect(open(answered()).document.notice).toBeNull();
  const state = { state: stateOf(begun()), readOnly: null };
  expect(new TraceDocument(uri, state, true, () => 'not trusted').notice).toBeNull();
});
