/** Runs that a crash cut off and whose documents nobody has opened since: offered once, when the extension starts. */
import * as vscode from 'vscode';
import { stringifyTrace } from '../core/trace/traceFile';
import { fileNameOf } from './forkNames';
import type { JournalNote, JournalStore } from './journalStore';
import { freePlace, openSearch, saveSearch } from './searchFiles';
import { openNewTrace } from './newTrace';
import {
  dropColumns,
  hasBegun,
  keepColumns,
  leaveColumns,
  readColumns,
  type ColumnFiles,
} from './recoverSweep';
import { VIEW_TYPE, type TraceEditor } from './traceEditor';
import { exists, readTraceBytes, writeText } from './traceFiles';

export interface OrphanServices {
  readonly journals: JournalStore;
  readonly editor: TraceEditor;
  /** Shows the sweep that this trace is a column of. */
  showSweep(column: vscode.Uri): Promise<void>;
}

export async function offerOrphans(services: OrphanServices): Promise<void> {
  const open = new Set(
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .map(({ input }) => (input instanceof vscode.TabInputCustom ? input.uri.toString() : '')),
  );
  // An open editor offers its own.
  const orphans = (await services.journals.orphans()).filter(({ document }) => !open.has(document));
  for (const columns of sweepsOf(orphans)) await offerSweep(columns, services);
  for (const { document, sweep, isSearch } of orphans) {
    if (isSearch) await offerSearch(document, services.journals);
    else if (!sweep) await offer(document, services);
  }
}

async function offer(document: string, { journals, editor }: OrphanServices): Promise<void> {
  const uri = vscode.Uri.parse(document);
  const message = vscode.l10n.t(
    'A run of {0} was cut off. Its tokens can be recovered.',
    fileNameOf(uri.path),
  );
  const answer = await askToRecover(message);
  if (answer === 'discard') await journals.discard(document);
  if (answer !== 'recover') return;
  if (uri.scheme !== 'untitled' && (await exists(uri))) {
    await vscode.commands.executeCommand('vscode.openWith', uri, VIEW_TYPE);
    return;
  }
  // Its file is gone, or never was.
  const trace = await journals.recover(document);
  if (!trace) return;
  await openNewTrace(editor, trace);
  await journals.discard(document);
}

async function offerSearch(document: string, journals: JournalStore): Promise<void> {
  const record = await journals.recoverSearch(document);
  // Nothing was received: nothing is lost with it.
  if (!record) return journals.discard(document);
  const uri = vscode.Uri.parse(document);
  const name = fileNameOf(uri.path);
  const answer = await askToRecover(
    vscode.l10n.t('The search {0} was cut off. Nodes that can be recovered: {1}.', name, record.nodes.length),
  );
  if (answer === 'discard') return journals.discard(document);
  if (answer === null) return journals.abandon(document);
  const place = (await exists(uri))
    ? await freePlace(vscode.Uri.joinPath(uri, '..'), name.replace(/-\d+(?=\.search\.json$)/, ''), journals)
    : uri;
  await saveSearch(place, record);
  await journals.discard(document);
  await openSearch(place);
}

/** Columns by sweep. */
function sweepsOf(orphans: readonly JournalNote[]): JournalNote[][] {
  const sweeps = new Map<string, JournalNote[]>();
  for (const orphan of orphans) {
    if (!orphan.sweep) continue;
    const key = JSON.stringify([orphan.sweep.parent, orphan.sweep.createdAt]);
    sweeps.set(key, [...(sweeps.get(key) ?? []), orphan]);
  }
  return [...sweeps.values()];
}

/** @param notes of the columns of one sweep that were not whole */
async function offerSweep(notes: readonly JournalNote[], services: OrphanServices): Promise<void> {
  const { journals } = services;
  const columns = await readColumns(
    journals,
    notes.map(({ document }) => document),
  );
  const begun = columns.filter(hasBegun);
  const [first] = begun;
  // Drafts that nothing was received for: nothing is lost with them.
  if (!first) return dropColumns(columns, journals, files);
  const parent = fileNameOf(vscode.Uri.parse(notes[0]?.sweep?.parent ?? '').path);
  const answer = await askToRecover(
    vscode.l10n.t(
      'A sweep of {0} was cut off. Unfinished columns that can be recovered: {1}.',
      parent,
      begun.length,
    ),
  );
  if (answer === 'discard') await dropColumns(columns, journals, files);
  else if (answer === 'recover') {
    await keepColumns(columns, journals, files);
    await services.showSweep(vscode.Uri.parse(first.uri));
  } else leaveColumns(columns, journals);
}

async function askToRecover(message: string): Promise<'recover' | 'discard' | null> {
  const recover = vscode.l10n.t('Recover');
  const discard = vscode.l10n.t('Discard');
  const answer = await vscode.window.showInformationMessage(message, recover, discard);
  return answer === recover ? 'recover' : answer === discard ? 'discard' : null;
}

const files: ColumnFiles = {
  read: async (uri) => readTraceBytes(vscode.Uri.parse(uri)).catch(() => null),
  save: (uri, trace) => writeText(vscode.Uri.parse(uri), stringifyTrace(trace)),
  discard: async (uri) => vscode.workspace.fs.delete(vscode.Uri.parse(uri)),
};
