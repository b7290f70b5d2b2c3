/** Where `import --out` goes: numbered traces in a folder, none of which is overwritten unasked. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errors, quote } from '../core/errors';
import type { Trace } from '../core/trace/trace';
import { reasonOf } from '../files/journalFile';
import { saveTrace } from '../files/saveTrace';
import { FileLock } from '../files/fileLock';

/** Names sort as numbers up to a million traces; s1K's whole pool has 59,029. */
const DIGITS = 6;

export class TraceFolder {
  private saved = 0;

  private constructor(
    readonly path: string,
    private readonly stem: string,
    private readonly lock: FileLock,
  ) {}

  /**
   * Makes the folder, and makes sure that nobody else writes the same traces.
   * @param stem how every trace's name begins
   * @throws WaitpointError `writeFailed`, or `badInput` where traces of that name are there and `force` is not set
   */
  static async open(path: string, stem: string, { force }: { force: boolean }): Promise<TraceFolder> {
    if (path === '') throw errors.badInput('--out is empty. Give it the path of a folder.');
    const names = await mkdir(path, { recursive: true })
      .then(() => readdir(path))
      .catch((error: unknown) => {
        // A file in its place.
        const isFile = (error as NodeJS.ErrnoException).code === 'EEXIST';
        throw errors.writeFailed(path, isFile ? 'it is a file, not a folder' : reasonOf(error));
      });
    const taken = force ? undefined : names.find((name) => isTraceOf(name, stem));
    if (taken !== undefined) {
      throw errors.badInput(
        `${quote(join(path, taken), 200)} is there already. Overwrite such traces with --force, or choose another --out.`,
      );
    }
    return new TraceFolder(path, stem, FileLock.take(join(path, `${stem}.import`)));
  }

  /** @throws WaitpointError `writeFailed` */
  async save(trace: Trace): Promise<void> {
    const number = String(this.saved + 1).padStart(DIGITS, '0');
    await saveTrace(join(this.path, `${this.stem}-${number}.trace.json`), trace);
    this.saved++;
  }

  close(): void {
    this.lock.release();
  }
}

function isTraceOf(name: string, stem: string): boolean {
  return name.startsWith(`${stem}-`) && /^\d{6,}\.trace\.json$/.test(name.slice(stem.length + 1));
}
