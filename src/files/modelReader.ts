import { stat } from 'node:fs/promises';
import { messageOf } from '../core/errors';
import { readModelFile, type ModelFile } from './readModelFile';

/** Files remembered; more than a user has, and a few kilobytes each. */
const MOST_KEPT = 1000;
/** Read at once: the disk is the limit. */
const AT_ONCE = 4;

export type ReadModel =
  { readonly file: ModelFile; readonly problem: null } | { readonly file: null; readonly problem: string };

/** Reads the heads of model files, each once as long as it stays as it is. */
export class ModelReader {
  readonly #kept = new Map<string, { readonly key: string; readonly read: Promise<ModelFile> }>();

  /** @throws WaitpointError as `readModelFile` */
  async read(path: string): Promise<ModelFile> {
    const found = await stat(path).catch(() => null);
    const key = found ? `${found.size} ${found.mtimeMs}` : 'gone';
    const kept = this.#kept.get(path);
    if (kept?.key === key) return kept.read;
    const read = readModelFile(path);
    // Parts come and go without a change to the first, and what failed may be mended.
    read.then(
      ({ parts }) => parts > 1 && this.#kept.delete(path),
      () => this.#kept.delete(path),
    );
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(path, { key, read });
    return read;
  }

  /** In the same order; what cannot be read says why. */
  async readAll(paths: readonly string[]): Promise<ReadModel[]> {
    const found: ReadModel[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let i = next++; i < paths.length; i = next++) {
        found[i] = await this.read(paths[i] ?? '').then(
          (file) => ({ file, problem: null }),
          (error: unknown) => ({ file: null, problem: messageOf(error) }),
        );
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return found;
  }
}
