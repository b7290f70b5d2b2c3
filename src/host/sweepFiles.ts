/** The traces of a sweep, where they are saved. */
import * as vscode from 'vscode';
import { parseTrace } from '../core/trace/traceFile';
import type { Trace } from '../core/trace/trace';
import type { ComparedTrace } from './compareState';
import { fileNameOf } from './forkNames';
import { findColumns } from './sweepColumns';
import type { TraceEditor } from './traceEditor';
import { readTraceBytes } from './traceFiles';

/** The columns of the sweep that `trace` is one of, beside it. @param uri of `trace` */
export async function columnsBeside(uri: vscode.Uri, trace: Trace): Promise<vscode.Uri[]> {
  const folder = vscode.Uri.joinPath(uri, '..');
  const names = (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  const at = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, name);
  const columns = await findColumns(fileNameOf(uri.path), trace, names, (name) => readTraceBytes(at(name)));
  return columns.map(at);
}

interface Kept {
  readonly stamp: string;
  readonly trace: Trace;
}

/** Reads columns again and again; what did not change is read once. */
export class ColumnReader {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly editor: TraceEditor) {}

  /** What is open counts, not its file. @returns null where there is no trace that can be read */
  async read(uri: vscode.Uri): Promise<ComparedTrace | null> {
    const of = { uri: uri.toString(), path: uri.path };
    const document = this.editor.documentAt(uri);
    if (document && !document.problem)
      return { ...of, trace: document.state.trace, running: document.isRunning };
    try {
      const { mtime, size } = await vscode.workspace.fs.stat(uri);
      const stamp = `${mtime} ${size}`;
      const kept = this.#kept.get(of.uri);
      const trace = kept?.stamp === stamp ? kept.trace : parseTrace(await readTraceBytes(uri)).trace;
      this.#kept.set(of.uri, { stamp, trace });
      return { ...of, trace, running: false };
    } catch {
      return null;
    }
  }
}
