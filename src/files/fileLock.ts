/**
 * `FILE.lock` beside an output, with the id of the process that writes it: two runs must not write one trace and
 * one journal. Making it also proves, before a model is loaded, that the folder can be written.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { errors } from '../core/errors';
import { reasonOf } from './journalFile';
import { processIsAlive } from './processIsAlive';

/** Every lock that is held: one listener for all, as a sweep has many. */
const held = new Set<string>();
const releaseAll = (): void => held.forEach((path) => rmSync(path, { force: true }));

export class FileLock {
  private constructor(private readonly path: string) {
    // Even where the process ends at once: a second Ctrl-C, an uncaught error.
    if (held.size === 0) process.on('exit', releaseAll);
    held.add(path);
  }

  /**
   * A lock whose process is gone is taken over.
   * @throws WaitpointError `writeFailed`, or `badInput` naming the process that has it
   */
  static take(file: string): FileLock {
    const path = `${file}.lock`;
    for (;;) {
      try {
        writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
        return new FileLock(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
          // A full disk makes the file and cannot fill it.
          if ((error as NodeJS.ErrnoException).code === 'ENOSPC') rmSync(path, { force: true });
          throw errors.writeFailed(file, reasonOf(error));
        }
      }
      const owner = ownerOf(path);
      if (owner !== null && processIsAlive(owner)) {
        throw errors.badInput(
          `The process ${owner} is writing ${JSON.stringify(file)}. Wait for it, or choose another place.`,
        );
      }
      rmSync(path, { force: true });
    }
  }

  /** The process that writes `file` now; null: none does. */
  static ownerOf(file: string): number | null {
    const owner = ownerOf(`${file}.lock`);
    return owner !== null && processIsAlive(owner) ? owner : null;
  }

  release(): void {
    held.delete(this.path);
    if (held.size === 0) process.off('exit', releaseAll);
    rmSync(this.path, { force: true });
  }
}

function ownerOf(path: string): number | null {
  try {
    const id = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(id) && id > 0 ? id : null;
  } catch {
    return null;
  }
}
