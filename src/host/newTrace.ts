/** New traces: a file in the workspace, or an untitled editor where there is no folder to put it. */
import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { stringifyTrace } from '../core/trace/traceFile';
import type { Trace } from '../core/trace/trace';
import { VIEW_TYPE, type TraceEditor } from './traceEditor';
import type { TraceDocument } from './traceDocument';
import { exists } from './traceFiles';

/** File name of the `number`th try, from 1. */
export type NameOf = (number: number) => string;

const traceName: NameOf = (number) => `trace-${number}.trace.json`;

/** Opens a new trace. @returns its document */
export async function openNewTrace(
  editor: TraceEditor,
  trace: Trace,
  nameOf: NameOf = traceName,
): Promise<TraceDocument> {
  const folder = currentFolder();
  const uri =
    (folder && (await createTraceFile(editor, folder, nameOf, trace))) ??
    (await reserveUntitled(editor, nameOf, trace));
  return openTraceAt(editor, uri);
}

/** Opens the editor of a trace. @param viewColumn default: where the focus is */
export async function openTraceAt(
  editor: TraceEditor,
  uri: vscode.Uri,
  viewColumn?: vscode.ViewColumn,
): Promise<TraceDocument> {
  const options: vscode.TextDocumentShowOptions = { preview: false, ...(viewColumn && { viewColumn }) };
  await vscode.commands.executeCommand('vscode.openWith', uri, VIEW_TYPE, options);
  const document = editor.documentAt(uri);
  if (!document) throw new Error(vscode.l10n.t('The editor of {0} did not open.', uri.path));
  return document;
}

/** @returns null where the folder cannot be written to */
export async function createTraceFile(
  editor: TraceEditor,
  folder: vscode.Uri,
  nameOf: NameOf,
  trace: Trace,
): Promise<vscode.Uri | null> {
  if (vscode.workspace.fs.isWritableFileSystem(folder.scheme) === false) return null;
  const text = stringifyTrace(trace);
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder, nameOf(number));
    if ((await exists(uri)) || (await editor.isTaken(uri))) continue;
    if (uri.scheme !== 'file') {
      await vscode.workspace.fs.writeFile(uri, Buffer.from(text, 'utf8'));
      return uri;
    }
    try {
      // Exclusive: a file that appears meanwhile is never overwritten.
      await writeFile(uri.fsPath, text, { flag: 'wx' });
      return uri;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return null;
      throw error;
    }
  }
}

export async function reserveUntitled(
  editor: TraceEditor,
  nameOf: NameOf,
  trace: Trace,
): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    // Its path is where saving begins to ask.
    const uri = vscode.Uri.file(join(homedir(), nameOf(number))).with({ scheme: 'untitled' });
    if (await exists(uri.with({ scheme: 'file' }))) continue;
    if (await editor.isTaken(uri)) continue;
    editor.setDraft(uri, trace);
    return uri;
  }
}

/** The folder of the active trace or text, where it is in the workspace; else the first one. */
export function currentFolder(): vscode.Uri | null {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const active =
    input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText ? input.uri : undefined;
  const inside = active && vscode.workspace.getWorkspaceFolder(active);
  if (active && inside && /\.(trace|search)\.json$/.test(active.path))
    return vscode.Uri.joinPath(active, '..');
  return (inside ?? vscode.workspace.workspaceFolders?.[0])?.uri ?? null;
}
