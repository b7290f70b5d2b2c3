/** Which traces name which parents, by the ends of their files alone: cheap enough to ask for a menu. */
import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import { resolvePath } from '../core/trace/forkTree';
import { eachOf } from './eachOf';
import { TRACE_PATTERN } from './traceHeads';

/** The parent stands in the last lines, before where a foreign trace came from: a fork comes from a run. */
const TAIL_BYTES = 4 * 1024;
const MOST_TRACES = 2_000;
const READERS = 8;

export interface ForkLink {
  readonly identity: string;
  /** Path that the parent's file has, or had; null: it was not saved. */
  readonly path: string | null;
}

export class ForkLinks {
  #links: Promise<readonly ForkLink[]> | null = null;

  /** Trace files came, changed or went. */
  forget(): void {
    this.#links = null;
  }

  /** Of all forks in files of the workspace. */
  all(): Promise<readonly ForkLink[]> {
    this.#links ??= readLinks();
    return this.#links;
  }
}

/**
 * @param tail the end of a trace file as text
 * @param path of that file
 * @returns null where it is no fork
 */
export function linkIn(tail: string, path: string): ForkLink | null {
  // Quotes inside strings are escaped: no text in a trace can look like this key.
  const found =
    /"parent"\s*:\s*\{\s*"identity"\s*:\s*"([0-9a-f]{64})"\s*,\s*"file"\s*:\s*(null|"(?:[^"\\]|\\.)*")/.exec(
      tail,
    );
  if (!found) return null;
  const [, identity = '', file = 'null'] = found;
  const name = JSON.parse(file) as string | null;
  return { identity, path: name === null ? null : resolvePath(path, name) };
}

async function readLinks(): Promise<ForkLink[]> {
  const links: ForkLink[] = [];
  const uris = await vscode.workspace.findFiles(TRACE_PATTERN, '**/node_modules/**', MOST_TRACES);
  await eachOf(uris, READERS, async (uri) => {
    try {
      const link = linkIn(await readTail(uri), uri.path);
      if (link) links.push(link);
    } catch {
      // Deleted just now, or no text: it is nobody's fork.
    }
  });
  return links;
}

async function readTail(uri: vscode.Uri): Promise<string> {
  if (uri.scheme !== 'file')
    return Buffer.from(await vscode.workspace.fs.readFile(uri))
      .subarray(-TAIL_BYTES)
      .toString('utf8');
  const file = await open(uri.fsPath, 'r');
  try {
    const { size } = await file.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
