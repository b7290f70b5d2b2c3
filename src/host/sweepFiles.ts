/** The traces of a sweep, where they are saved. */
import * as vscode from 'vscode';
import { parseTrace } from '../core/trace/traceFile';
import type { Trace } from '../core/trace/trace';
import type { ComparedTrace } from './compareState';
import { eachOf } from './eachOf';
import type { TraceEditor } from './traceEditor';
import { readTraceBytes } from './traceFiles';

/** Files read at a time: enough to hide the disk, and of large ones not too many in memory. */
const READERS = 4;

/**
 * The columns of the sweep that `trace` is one of: files beside it that were made by the same run of the same sweep.
 * @param uri of `trace`
 */
export async function findColumns(uri: vscode.Uri, trace: Trace): Promise<vscode.Uri[]> {
  const folder = vscode.Uri.joinPath(uri, '..');
  const names = (await vscode.workspace.fs.readDirectory(folder))
    .map(([name]) => name)
    .filter((name) => name.endsWith('.trace.json'))
    .sort();
  const columns = new Map<number, vscode.Uri>([[trace.sweep?.column ?? 0, uri]]);
  await eachOf(names, READERS, async (name) => {
    const file = vscode.Uri.joinPath(folder, name);
    const { sweep, createdAt } = (await readSweepTrace(file, trace.sweep?.id ?? '')) ?? {};
    if (!sweep || sweep.id !== trace.sweep?.id || createdAt !== trace.createdAt) return;
    if (!columns.has(sweep.column)) columns.set(sweep.column, file);
  });
  return [...columns].sort(([a], [b]) => a - b).map(([, file]) => file);
}

/** @returns null where it is no trace, or does not speak of `id`: most files need not be parsed to know that */
async function readSweepTrace(uri: vscode.Uri, id: string): Promise<Trace | null> {
  try {
    const bytes = await readTraceBytes(uri);
    return Buffer.from(bytes).includes(id) ? parseTrace(bytes).trace : null;
  } catch {
    return null;
  }
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
