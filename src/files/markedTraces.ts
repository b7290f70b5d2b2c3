/** What people said of the answers in the traces of an evaluation. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { markedAnswers, type MarkedAnswers } from '../core/evaluation/overrides';
import { parseTrace } from '../core/trace/traceFile';

/** No grade of a person is without it; most traces are, and need not be parsed. */
const BY_USER = Buffer.from('"user"');
/** Files read at a time: enough to hide the disk. */
const READERS = 8;

/** Reads traces again and again; what did not change is read once. */
export class MarkedTraces {
  readonly #stamps = new Map<string, string>();
  readonly #marks = new Map<string, MarkedAnswers>();

  /** @param folder of the evaluation */
  constructor(private readonly folder: string) {}

  /** By the path of the trace, as rows have it; only traces that a person has marked. */
  get marks(): ReadonlyMap<string, MarkedAnswers> {
    return this.#marks;
  }

  /**
   * Looks at traces, those that are not there or no traces left out.
   * @param paths as rows have them; a row is untrusted: what leads out of the folder is not looked at
   * @param again also at those that were looked at before
   * @returns whether any mark changed
   */
  async read(paths: readonly string[], again = false): Promise<boolean> {
    const left = paths.filter((path) => isInside(path) && (again || !this.#stamps.has(path))).values();
    let changed = false;
    const work = async (): Promise<void> => {
      for (const path of left) if (await this.#readOne(path)) changed = true;
    };
    await Promise.all(Array.from({ length: READERS }, work));
    return changed;
  }

  async #readOne(path: string): Promise<boolean> {
    const file = join(this.folder, path);
    const before = JSON.stringify([...(this.#marks.get(path) ?? [])]);
    try {
      const { mtimeMs, size } = await stat(file);
      const stamp = `${mtimeMs} ${size}`;
      if (this.#stamps.get(path) === stamp) return false;
      const bytes = await readFile(file);
      const marks = bytes.includes(BY_USER) ? markedAnswers(parseTrace(bytes).trace.grades) : null;
      this.#stamps.set(path, stamp);
      if (marks) this.#marks.set(path, marks);
      else this.#marks.delete(path);
    } catch {
      this.#stamps.delete(path);
      this.#marks.delete(path);
    }
    return JSON.stringify([...(this.#marks.get(path) ?? [])]) !== before;
  }
}

/** Whether a path from a row names a file below the folder. */
export function isInside(path: string): boolean {
  return /^traces\/[^/\\]+\/[^/\\]+\.trace\.json$/.test(path) && !path.split('/').includes('..');
}
