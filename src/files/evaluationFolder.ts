/** An evaluation as a folder: see docs/format.md. */
import { mkdir, open, truncate, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errors } from '../core/errors';
import type { RecordedEvaluation } from '../core/evaluation/record';
import type { ResultRow } from '../core/evaluation/resultRow';
import type { EvaluationStore } from '../core/evaluation/store';
import type { Trace } from '../core/trace/trace';
import { DATASET, EvaluationFiles, RECORD, RESULTS } from './evaluationFiles';
import { FileLock } from './fileLock';
import { reasonOf } from './journalFile';
import { saveText, saveTrace } from './saveTrace';

export class EvaluationFolder implements EvaluationStore {
  /** Open for appending, once something is appended. */
  private results: FileHandle | null = null;
  private readonly made = new Set<string>();
  private readonly files: EvaluationFiles;

  private constructor(
    readonly path: string,
    private readonly lock: FileLock,
  ) {
    this.files = new EvaluationFiles(path);
  }

  /**
   * Makes the folder, and makes sure that nobody else writes it.
   * @throws WaitpointError `writeFailed`, or `badInput` naming the process that has it
   */
  static async open(path: string): Promise<EvaluationFolder> {
    if (path === '') throw errors.badInput('--out is empty. Give it the path of a folder.');
    await mkdir(path, { recursive: true }).catch((error: unknown) => {
      const isFile = (error as NodeJS.ErrnoException).code === 'EEXIST';
      throw errors.writeFailed(path, isFile ? 'it is a file, not a folder' : reasonOf(error));
    });
    return new EvaluationFolder(path, FileLock.take(join(path, RECORD)));
  }

  get where(): string {
    return this.files.where;
  }

  readRecord(): Promise<RecordedEvaluation | null> {
    return this.files.record();
  }

  /** The record last: without it, nothing has begun. */
  async writeRecord({ record, rows }: RecordedEvaluation): Promise<void> {
    await saveText(join(this.path, DATASET), jsonLines(rows));
    await saveText(join(this.path, RECORD), `${JSON.stringify(record, null, 2)}\n`);
  }

  async readResults(): Promise<ResultRow[]> {
    const bytes = await this.files.bytes(RESULTS);
    if (bytes === null) return [];
    const { rows, size } = this.files.results(bytes);
    // A line without its end was cut off by a crash: its row is run again.
    if (size < bytes.length) {
      const path = join(this.path, RESULTS);
      await truncate(path, size).catch((error: unknown) => {
        throw errors.writeFailed(path, reasonOf(error));
      });
    }
    return rows;
  }

  async appendResult(row: ResultRow): Promise<void> {
    const path = join(this.path, RESULTS);
    try {
      this.results ??= await open(path, 'a');
      await this.results.appendFile(`${JSON.stringify(row)}\n`);
      await this.results.datasync();
    } catch (error) {
      throw errors.writeFailed(path, reasonOf(error));
    }
  }

  async replaceResults(rows: readonly ResultRow[]): Promise<void> {
    await this.closeResults();
    await saveText(join(this.path, RESULTS), jsonLines(rows));
  }

  async saveTrace(path: string, trace: Trace): Promise<void> {
    const target = join(this.path, path);
    const folder = dirname(target);
    if (!this.made.has(folder)) {
      await mkdir(folder, { recursive: true }).catch((error: unknown) => {
        throw errors.writeFailed(folder, reasonOf(error));
      });
      this.made.add(folder);
    }
    await saveTrace(target, trace);
  }

  /** Saves what is made of the results. @throws WaitpointError `writeFailed` */
  async saveExport(name: string, content: string | Uint8Array): Promise<void> {
    await saveText(join(this.path, name), content);
  }

  async close(): Promise<void> {
    await this.closeResults();
    this.lock.release();
  }

  private async closeResults(): Promise<void> {
    await this.results?.close().catch(() => undefined);
    this.results = null;
  }
}

function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
