/** Reading and writing trace files where the workspace keeps them: on disk, or behind a file system provider. */
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import { LARGEST_TRACE_BYTES } from '../core/trace/traceFile';
import { reasonOf } from '../files/journalFile';
import { saveText } from '../files/saveTrace';

/** @throws WaitpointError `traceTooLarge` before anything of a too large file is read */
export async function readTraceBytes(uri: vscode.Uri): Promise<Uint8Array> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > LARGEST_TRACE_BYTES) throw errors.traceTooLarge(size, LARGEST_TRACE_BYTES);
  return vscode.workspace.fs.readFile(uri);
}

/**
 * Writes all of a file or nothing, where the file system allows it.
 * @throws WaitpointError `writeFailed`
 */
export async function writeText(uri: vscode.Uri, text: string): Promise<void> {
  if (uri.scheme === 'file') return saveText(uri.fsPath, text);
  try {
    await vscode.workspace.fs.writeFile(uri, Buffer.from(text, 'utf8'));
  } catch (error) {
    throw errors.writeFailed(uri.path, reasonOf(error));
  }
}

/** Tells two contents of a file apart. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What the file holds now, or null where it is not there or too large to be one of ours. */
export async function digestOnDisk(uri: vscode.Uri): Promise<string | null> {
  try {
    return digestOf(await readTraceBytes(uri));
  } catch {
    return null;
  }
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Tells of every change of one file, by whomever; not of its deletion. */
export function watchFile(uri: vscode.Uri, onChange: () => void): vscode.Disposable {
  if (uri.scheme === 'untitled') return new vscode.Disposable(() => {});
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  // Brackets and braces are patterns; a question mark matches the one character whatever it is.
  const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), name.replace(/[[\]{}*?]/g, '?'));
  const watcher = vscode.workspace.createFileSystemWatcher(pattern, false, false, true);
  const tell = (changed: vscode.Uri): void => {
    if (changed.toString() === uri.toString()) onChange();
  };
  return vscode.Disposable.from(watcher, watcher.onDidChange(tell), watcher.onDidCreate(tell));
}
