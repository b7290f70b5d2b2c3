/** An evaluation as a folder: see docs/format.md. */
import { mkdir, open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { errors, messageOf, quote } from '../core/errors';
import type { DatasetRow } from '../core/evaluation/dataset/dataset';
import { EVALUATION_SCHEMA, recordSchema, type RecordedEvaluation } from '../core/evaluation/record';
import { resultRowSchema, type ResultRow } from '../core/evaluation/resultRow';
import type { EvaluationStore } from '../core/evaluation/store';
import type { Trace } from '../core/trace/trace';
import { FileLock } from './fileLock';
import { reasonOf } from './journalFile';
import { saveText, saveTrace } from './saveTrace';

const RECORD = 'evaluation.json';
const DATASET = 'dataset.jsonl';
const RESULTS = 'results.jsonl';
const NEWLINE = 0x0a;

const datasetRowSchema: z.ZodType<DatasetRow> = z.object({
  key: z.string(),
  line: z.number().int(),
  question: z.string(),
  answer: z.string(),
  domain: z.string().nullable(),
});

export class EvaluationFolder implements EvaluationStore {
  /** Open for appending, once something is appended. */
  private results: FileHandle | null = null;
  private readonly made = new Set<string>();

  private constructor(
    readonly path: string,
    private readonly lock: FileLock,
  ) {}

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
    return `The folder ${quote(this.path, 200)}`;
  }

  async readRecord(): Promise<RecordedEvaluation | null> {
    const bytes = await this.read(RECORD);
    if (bytes === null) {
      if ((await this.read(RESULTS)) !== null)
        throw this.unreadable(RESULTS, `it lies there without ${RECORD}: whose it is cannot be told`);
      return null;
    }
    const value = this.parse(RECORD, bytes.toString());
    const schema = (value as { schema?: unknown } | null)?.schema;
    if (typeof schema === 'number' && schema > EVALUATION_SCHEMA)
      throw this.unreadable(RECORD, `a newer Waitpoint wrote it (schema ${schema})`);
    const record = this.check(RECORD, recordSchema, value);
    const rows = this.lines(DATASET, (await this.read(DATASET)) ?? Buffer.alloc(0), datasetRowSchema);
    return { record, rows };
  }

  /** The record last: without it, nothing has begun. */
  async writeRecord({ record, rows }: RecordedEvaluation): Promise<void> {
    await saveText(join(this.path, DATASET), jsonLines(rows));
    await saveText(join(this.path, RECORD), `${JSON.stringify(record, null, 2)}\n`);
  }

  async readResults(): Promise<ResultRow[]> {
    const bytes = await this.read(RESULTS);
    if (bytes === null) return [];
    const whole = bytes.lastIndexOf(NEWLINE) + 1;
    // A line without its end was cut off by a crash: its row is run again.
    if (whole < bytes.length) {
      const path = join(this.path, RESULTS);
      await truncate(path, whole).catch((error: unknown) => {
        throw errors.writeFailed(path, reasonOf(error));
      });
    }
    return this.lines(RESULTS, bytes.subarray(0, whole), resultRowSchema);
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

  private async read(name: string): Promise<Buffer | null> {
    try {
      return await readFile(join(this.path, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw errors.badInput(`${quote(join(this.path, name), 200)} cannot be read: ${reasonOf(error)}.`);
    }
  }

  private lines<T>(name: string, bytes: Buffer, schema: z.ZodType<T>): T[] {
    const lines = bytes.toString().split('\n');
    return lines.flatMap((line, i) => {
      if (line.trim() === '') return [];
      const where = `${name}, line ${i + 1}`;
      return [this.check(where, schema, this.parse(where, line))];
    });
  }

  private parse(where: string, text: string): unknown {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw this.unreadable(where, messageOf(error));
    }
  }

  private check<T>(where: string, schema: z.ZodType<T>, value: unknown): T {
    const checked = schema.safeParse(value);
    if (checked.success) return checked.data;
    const issue = checked.error.issues[0];
    throw this.unreadable(
      where,
      `${issue?.path.join('.') || 'the value'}: ${issue?.message ?? 'unknown fault'}`,
    );
  }

  private unreadable(where: string, reason: string): Error {
    return errors.badInput(
      `${this.where} is no evaluation that can go on: ${where}: ${reason}. It was left as it is; choose another folder.`,
    );
  }
}

function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
