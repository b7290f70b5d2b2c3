/** Looks at an evaluation while it may be growing, by whomever: takes no lock, and changes nothing. */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errors } from '../core/errors';
import type { ReadEvaluation, RecordedEvaluation } from '../core/evaluation/record';
import type { ResultRow } from '../core/evaluation/resultRow';
import { EvaluationFiles, RECORD, RESULTS } from './evaluationFiles';
import { FileLock } from './fileLock';

interface Seen {
  /** Which file it was: replaced, it is another one. */
  readonly file: string;
  /** Bytes of it that were read. */
  readonly size: number;
  readonly rows: readonly ResultRow[];
}

const NOTHING: Seen = { file: '', size: 0, rows: [] };

export class EvaluationReader {
  readonly #files: EvaluationFiles;
  #record: { stamp: string; recorded: RecordedEvaluation } | null = null;
  #seen: Seen = NOTHING;

  constructor(readonly path: string) {
    this.#files = new EvaluationFiles(path);
  }

  /**
   * What there is by now; of the results, only what was added is read, and rows that were there are the same objects.
   * @throws WaitpointError `badInput` where the folder holds no evaluation, or one that cannot be read
   */
  async read(): Promise<ReadEvaluation> {
    const recorded = await this.#readRecord();
    const writer = FileLock.ownerOf(join(this.path, RECORD));
    this.#seen = await this.#readResults();
    return { ...recorded, results: this.#seen.rows, writer };
  }

  async #readRecord(): Promise<RecordedEvaluation> {
    const found = await stat(join(this.path, RECORD)).catch(() => null);
    const stamp = found ? `${found.ino} ${found.mtimeMs} ${found.size}` : '';
    if (this.#record?.stamp === stamp) return this.#record.recorded;
    const recorded = await this.#files.record();
    if (!recorded)
      throw errors.badInput(
        `${this.#files.where} holds no evaluation: there is no ${RECORD} in it. Choose the folder of one.`,
      );
    this.#record = { stamp, recorded };
    this.#seen = NOTHING;
    return recorded;
  }

  async #readResults(): Promise<Seen> {
    const file = await open(join(this.path, RESULTS)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    });
    if (!file) return NOTHING;
    try {
      const { ino, size } = await file.stat();
      const name = String(ino);
      const before = this.#seen.file === name && this.#seen.size <= size ? this.#seen : NOTHING;
      if (before.size === size) return { ...before, file: name };
      const bytes = Buffer.alloc(size - before.size);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, before.size);
      const added = this.#files.results(bytes.subarray(0, bytesRead), before.rows.length);
      const rows = before === NOTHING ? this.#known(added.rows) : [...before.rows, ...added.rows];
      return { file: name, size: before.size + added.size, rows };
    } finally {
      await file.close();
    }
  }

  /** Rows of a file that was written anew; those that say the same stay the same objects. */
  #known(rows: readonly ResultRow[]): ResultRow[] {
    const known = new Map(this.#seen.rows.map((row) => [row.trace, row]));
    return rows.map((row) => {
      const before = known.get(row.trace);
      return before && JSON.stringify(before) === JSON.stringify(row) ? before : row;
    });
  }
}
