/** Forks of an open trace: each a document of its own beside its parent, which is never touched. */
import * as vscode from 'vscode';
import { leastContext } from '../core/decode/validate';
import { errors } from '../core/errors';
import { forkTrace, type Fork, type ForkAction } from '../core/fork';
import { isReadBy } from '../core/trace/identity';
import { isRecorded, type Trace } from '../core/trace/trace';
import type { EngineService } from './engineService';
import { cancellable } from './cancellable';
import { fileNameOf, forkName } from './forkNames';
import { createTraceFile, openTraceAt, reserveUntitled, type NameOf } from './newTrace';
import type { RunController } from './runController';
import type { TraceDocument } from './traceDocument';
import type { TraceEditor } from './traceEditor';

export interface ForkServices {
  readonly editor: TraceEditor;
  readonly engine: EngineService;
  readonly runs: RunController;
}

/** Makes a fork, opens it beside its parent's tab and runs it. */
export async function forkAndRun(
  services: ForkServices,
  parent: TraceDocument,
  viewColumn: vscode.ViewColumn | undefined,
  at: number,
  action: ForkAction,
): Promise<void> {
  const title = vscode.l10n.t('Forking {0}', fileNameOf(parent.uri.path));
  const fork = await cancellable(title, (signal) => prepareFork(services.engine, parent, at, action, signal));
  if (!fork) return;
  const { uri, trace } = await placeFork(services.editor, parent, fork.trace);
  const document = await openTraceAt(services.editor, uri, viewColumn);
  document.adoptModels(parent.state);
  services.runs.runFork(document, { ...fork, trace });
}

/**
 * @returns null where it was cancelled
 * @throws WaitpointError what the core says of the place or the action
 */
export async function prepareFork(
  engine: EngineService,
  parent: TraceDocument,
  at: number,
  action: ForkAction,
  signal: AbortSignal,
): Promise<Fork | null> {
  const { trace, modelPath } = parent.snapshot();
  if (!isRecorded(trace))
    throw errors.badInput(vscode.l10n.t('Nothing has run yet: there is nothing to fork.'));
  const { request } = action.kind === 'request' ? action : trace;
  const lease = await engine.lend(modelPath, 'none', signal, leastContext(request));
  if (!lease) return null;
  try {
    const readable = isReadBy(trace, lease.policy) ? action : asText(trace, action);
    return await forkTrace(lease.policy, trace, at, readable, new Date().toISOString());
  } finally {
    lease.release();
  }
}

/** An alternative of another model's trace is an id of that model: here it is the text it stands for. */
function asText({ tokens }: Trace, action: ForkAction): ForkAction {
  if (action.kind !== 'alternative') return action;
  return { kind: 'edit', text: tokens.alternativeTexts[action.id] ?? '' };
}

/** Gives a fork its place: a file beside its parent, else an untitled document. */
export async function placeFork(
  editor: TraceEditor,
  parent: TraceDocument,
  fork: Trace,
): Promise<{ uri: vscode.Uri; trace: Trace; isFile: boolean }> {
  const name = fileNameOf(parent.uri.path);
  const nameOf: NameOf = (number) => forkName(name, number);
  if (parent.uri.scheme !== 'untitled') {
    const trace = withParentFile(fork, name);
    const uri = await createTraceFile(editor, vscode.Uri.joinPath(parent.uri, '..'), nameOf, trace);
    if (uri) return { uri, trace, isFile: true };
  }
  const trace = withParentFile(fork, null);
  return { uri: await reserveUntitled(editor, nameOf, trace), trace, isFile: false };
}

function withParentFile(trace: Trace, file: string | null): Trace {
  return { ...trace, parent: trace.parent && { ...trace.parent, file } };
}
