/** Several forks with seeds of their own, run one after the other without an editor; a list of them at the end. */
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import type { Fork } from '../core/fork';
import { stringifyTrace } from '../core/trace/traceFile';
import { cancellable } from './cancellable';
import { answerCounts, fileNameOf, MOST_RESAMPLES, readCount, seedsAfter, seedWords } from './forkNames';
import type { JournalStore } from './journalStore';
import { openTraceAt } from './newTrace';
import { TraceDocument } from './traceDocument';
import { forkAndRun, placeFork, prepareFork, type ForkServices } from './traceForks';
import { writeText } from './traceFiles';

export interface ResampleServices extends ForkServices {
  readonly journals: JournalStore;
}

interface Resampled {
  readonly uri: vscode.Uri;
  readonly seed: number;
  readonly answer: string | null;
}

/** The last seed that was taken for forks of an open trace: more forks of it go on from there. */
const lastSeeds = new WeakMap<TraceDocument, number>();

/** Asks how often, then resamples from token `at` on. One is opened like any fork; of several a list is offered. */
export async function resample(
  services: ResampleServices,
  parent: TraceDocument,
  viewColumn: vscode.ViewColumn | undefined,
  at: number,
): Promise<void> {
  const seeds = await askSeeds(lastSeeds.get(parent) ?? parent.state.trace.request.sampler.seed);
  if (!seeds) return;
  lastSeeds.set(parent, seeds.at(-1) ?? 0);
  const [first] = seeds;
  if (first !== undefined && seeds.length === 1)
    return forkAndRun(services, parent, viewColumn, at, { kind: 'resample', seed: first });
  if (parent.uri.scheme === 'untitled') {
    throw errors.badInput(vscode.l10n.t('Save this trace first: its forks are saved beside it.'));
  }
  const title = vscode.l10n.t('Resampling {0}', fileNameOf(parent.uri.path));
  const made: Resampled[] = [];
  await cancellable(title, async (signal, report) => {
    for (const [index, one] of seeds.entries()) {
      report(vscode.l10n.t('{0} of {1} (seed {2})', index + 1, seeds.length, one));
      const done = await resampleOnce(services, parent, at, one, signal);
      if (done) made.push(done);
      if (signal.aborted) break;
    }
  });
  if (made.length > 0) void offer(services, made, viewColumn);
}

/** @param seed the last one that was taken */
async function askSeeds(seed: number): Promise<number[] | null> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Resample From Here'),
    prompt: vscode.l10n.t('How many times? Each fork has a seed of its own, from {0} on.', seed + 1),
    value: '5',
    validateInput: (typed) => {
      const count = readCount(typed);
      if (count === null) return vscode.l10n.t('A whole number from 1 to {0}.', MOST_RESAMPLES);
      const message = seedWords(seedsAfter(seed, count));
      return { message, severity: vscode.InputBoxValidationSeverity.Info };
    },
  });
  const count = text === undefined ? null : readCount(text);
  return count === null ? null : seedsAfter(seed, count);
}

/** @returns null where it was cancelled: nothing of it is left then */
async function resampleOnce(
  services: ResampleServices,
  parent: TraceDocument,
  at: number,
  seed: number,
  signal: AbortSignal,
): Promise<Resampled | null> {
  const { editor, engine, runs, journals } = services;
  const fork: Fork | null = await prepareFork(engine, parent, at, { kind: 'resample', seed }, signal);
  if (!fork) return null;
  const { uri, trace } = await placeFork(editor, parent, fork.trace);
  // Nobody looks at it: a document without an editor, written when its run is over.
  const { modelPath, scorerPath } = parent.state;
  const state = { trace, next: null, modelPath, scorerPath };
  const document = new TraceDocument(uri, { state, readOnly: null }, true);
  const stop = (): void => void runs.stop(document);
  signal.addEventListener('abort', stop, { once: true });
  try {
    runs.runFork(document, { ...fork, trace });
    await runs.ended(document);
    const ended = document.state.trace;
    const failed = ended === trace;
    if (signal.aborted || failed) await vscode.workspace.fs.delete(uri);
    if (signal.aborted) return null;
    if (failed) throw errors.engineFailed(document.notice?.message ?? '');
    await writeText(uri, stringifyTrace(ended));
    return { uri, seed, answer: ended.answer?.extracted ?? null };
  } finally {
    signal.removeEventListener('abort', stop);
    document.dispose();
    await journals.discard(uri.toString());
  }
}

async function offer(
  { editor }: ResampleServices,
  made: readonly Resampled[],
  viewColumn: vscode.ViewColumn | undefined,
): Promise<void> {
  const show = vscode.l10n.t('Show');
  const counts = answerCounts(made.map(({ answer }) => answer));
  const said = vscode.l10n.t('{0} forks answered: {1}', made.length, counts);
  if ((await vscode.window.showInformationMessage(said, show)) !== show) return;
  const items = made.map(({ uri, seed, answer }) => ({
    label: answer ?? vscode.l10n.t('no answer'),
    description: vscode.l10n.t('seed {0}', seed),
    detail: fileNameOf(uri.path),
    uri,
  }));
  const title = vscode.l10n.t('Resampled Forks');
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDetail: true, canPickMany: true });
  for (const { uri } of picked ?? []) await openTraceAt(editor, uri, viewColumn);
}
