/** Heads of all traces of the workspace: read once, kept until their file changes. */
import * as vscode from 'vscode';
import { traceIdentity } from '../core/trace/identity';
import { headOf, type TraceHead } from '../core/trace/traceHead';
import type { ReadHeads } from './forkTreeState';
import type { TraceFile } from '../core/trace/forkTree';
import { parseTrace } from '../core/trace/traceFile';
import type { Trace } from '../core/trace/trace';
import { eachOf } from './eachOf';
import type { TraceDocument } from './traceDocument';
import { readTraceBytes } from './traceFiles';

export const TRACE_PATTERN = '**/*.trace.json';
/** As the side bar lists. */
const MOST_TRACES = 2_000;
/** Files read at a time: enough to hide the disk, and of large ones not too many in memory. */
const READERS = 4;

interface Kept {
  /** Of the file as it was read. */
  readonly stamp: string;
  readonly head: TraceHead | null;
}

export class TraceHeads {
  readonly #kept = new Map<string, Kept>();
  /** Of traces in memory, which only a run changes. */
  readonly #identities = new WeakMap<Trace, string>();

  /** @param documents the open ones: what they hold counts, not their files */
  constructor(private readonly documents: () => readonly TraceDocument[]) {}

  /** @param report called with the files read so far, and their number in all */
  async read(report: (read: number, all: number) => void = () => {}): Promise<ReadHeads> {
    const found = await vscode.workspace.findFiles(TRACE_PATTERN, '**/node_modules/**', MOST_TRACES);
    const uris = new Map(found.map((uri) => [uri.toString(), uri]));
    const open = new Map(this.documents().map((document) => [document.uri.toString(), document]));
    for (const [key, { uri }] of open) uris.set(key, uri);
    for (const key of this.#kept.keys()) if (!uris.has(key)) this.#kept.delete(key);
    const files: TraceFile[] = [];
    const unreadable: string[] = [];
    let read = 0;
    await eachOf([...uris], READERS, async ([key, uri]) => {
      const document = open.get(key);
      const head = document && !document.problem ? this.#headOf(document) : await this.#headAt(uri);
      if (head) files.push({ uri: key, path: uri.path, head });
      else unreadable.push(uri.path);
      report(++read, uris.size);
    });
    return { files, unreadable };
  }

  #headOf({ uri, state: { trace }, isRunning }: TraceDocument): TraceHead {
    // What a run will have said is not known yet, and nothing was forked from it.
    if (isRunning) {
      this.#identities.delete(trace);
      return headOf(trace, `running ${uri.toString()}`);
    }
    const identity = this.#identities.get(trace) ?? traceIdentity(trace);
    this.#identities.set(trace, identity);
    return headOf(trace, identity);
  }

  async #headAt(uri: vscode.Uri): Promise<TraceHead | null> {
    const key = uri.toString();
    try {
      const { mtime, size } = await vscode.workspace.fs.stat(uri);
      const stamp = `${mtime} ${size}`;
      const kept = this.#kept.get(key);
      if (kept?.stamp === stamp) return kept.head;
      const head = await readHead(uri);
      this.#kept.set(key, { stamp, head });
      return head;
    } catch {
      // Deleted just now, or not ours to read.
      return null;
    }
  }
}

async function readHead(uri: vscode.Uri): Promise<TraceHead | null> {
  const bytes = await readTraceBytes(uri);
  try {
    return headOf(parseTrace(bytes).trace);
  } catch {
    return null;
  }
}
