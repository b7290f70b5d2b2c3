/** Searches where the workspace keeps them, and paths of them as traces beside them. */
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import { parseSearch, stringifySearch, type ParsedSearch } from '../core/search/searchFile';
import type { SearchRecord } from '../core/search/searchRecord';
import { stringifyTrace } from '../core/trace/traceFile';
import type { Trace } from '../core/trace/trace';
import { fileNameOf, nodeTraceName, searchName } from './forkNames';
import type { JournalStore } from './journalStore';
import { createTraceFile, currentFolder, reserveUntitled } from './newTrace';
import type { TraceEditor } from './traceEditor';
import { exists, readTraceBytes, writeText } from './traceFiles';

export const SEARCH_VIEW = 'waitpoint.searchFile';

/** @throws WaitpointError that names byte or line */
export async function readSearch(uri: vscode.Uri): Promise<ParsedSearch> {
  return parseSearch(await readTraceBytes(uri));
}

/** @throws WaitpointError `writeFailed`, also where a file has come there meanwhile: it is nobody's to overwrite */
export async function saveSearch(uri: vscode.Uri, record: SearchRecord): Promise<void> {
  if (await exists(uri)) throw errors.writeFailed(uri.path, 'a file of this name is there by now');
  await writeText(uri, stringifySearch(record));
}

/**
 * Where a search goes: beside what it was set up from, or into the workspace; where there is no folder its user is asked.
 * @returns null where they chose none
 */
export async function placeOfSearch(
  parent: vscode.Uri | null,
  journals: JournalStore,
): Promise<vscode.Uri | null> {
  const isSaved = parent !== null && parent.scheme !== 'untitled';
  const folder = isSaved ? vscode.Uri.joinPath(parent, '..') : currentFolder();
  if (!folder || vscode.workspace.fs.isWritableFileSystem(folder.scheme) === false) {
    const picked = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Save the Search As'),
      filters: { [vscode.l10n.t('Searches')]: ['search.json'] },
    });
    return picked ?? null;
  }
  return freePlace(folder, parent && fileNameOf(parent.path), journals);
}

/** A name that no file has, and no search that runs or was cut off. @param parent name of the trace; null: of none */
export async function freePlace(
  folder: vscode.Uri,
  parent: string | null,
  journals: JournalStore,
): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, searchName(parent, number));
    if (!(await exists(uri)) && !(await journals.has(uri.toString()))) return uri;
  }
}

/**
 * A path of a search as a trace beside it: the file that is there already where it says the same, else a new one.
 * @param node from 0
 */
export async function nodeTrace(
  editor: TraceEditor,
  search: vscode.Uri,
  node: number,
  trace: Trace,
): Promise<vscode.Uri> {
  const folder = vscode.Uri.joinPath(search, '..');
  const name = fileNameOf(search.path);
  const nameOf = (number: number): string => nodeTraceName(name, node + 1, number);
  const text = stringifyTrace(trace);
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, nameOf(number));
    if (!(await exists(uri))) break;
    if (Buffer.from(await readTraceBytes(uri)).toString('utf8') === text) return uri;
  }
  return (await createTraceFile(editor, folder, nameOf, trace)) ?? reserveUntitled(editor, nameOf, trace);
}

export async function openSearch(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, SEARCH_VIEW);
}
