/** The files of an evaluation (docs/format.md): what they are called, and how they are read. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { errors, messageOf, quote } from '../core/errors';
import type { DatasetRow } from '../core/evaluation/dataset/dataset';
import { EVALUATION_SCHEMA, recordSchema, type RecordedEvaluation } from '../core/evaluation/record';
import { resultRowSchema, type ResultRow } from '../core/evaluation/resultRow';
import { reasonOf } from './journalFile';

export const RECORD = 'evaluation.json';
export const DATASET = 'dataset.jsonl';
export const RESULTS = 'results.jsonl';
const NEWLINE = 0x0a;

const datasetRowSchema: z.ZodType<DatasetRow> = z.object({
  key: z.string(),
  line: z.number().int(),
  question: z.string(),
  answer: z.string(),
  domain: z.string().nullable(),
});

/** Reads the files of a folder, and changes none. Everything throws WaitpointError `badInput`, naming file and line. */
export class EvaluationFiles {
  constructor(readonly path: string) {}

  get where(): string {
    return `The folder ${quote(this.path, 200)}`;
  }

  /** @returns null where nothing has begun */
  async record(): Promise<RecordedEvaluation | null> {
    const bytes = await this.bytes(RECORD);
    if (bytes === null) {
      if ((await this.bytes(RESULTS)) !== null)
        throw this.unreadable(RESULTS, `it lies there without ${RECORD}: whose it is cannot be told`);
      return null;
    }
    const value = this.parse(RECORD, bytes.toString());
    const schema = (value as { schema?: unknown } | null)?.schema;
    if (typeof schema === 'number' && schema > EVALUATION_SCHEMA)
      throw this.unreadable(RECORD, `a newer Waitpoint wrote it (schema ${schema})`);
    const record = this.check(RECORD, recordSchema, value);
    const rows = this.lines(DATASET, (await this.bytes(DATASET)) ?? Buffer.alloc(0), datasetRowSchema);
    return { record, rows };
  }

  /**
   * The rows whose lines are whole.
   * @param bytes of the results, or what was added to them
   * @param before lines that stand before these
   * @returns the rows, and how many bytes they take; a line without its end is left
   */
  results(bytes: Buffer, before = 0): { readonly rows: ResultRow[]; readonly size: number } {
    const size = bytes.lastIndexOf(NEWLINE) + 1;
    return { rows: this.lines(RESULTS, bytes.subarray(0, size), resultRowSchema, before), size };
  }

  /** @returns null where the file is not there */
  async bytes(name: string): Promise<Buffer | null> {
    try {
      return await readFile(join(this.path, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw errors.badInput(`${quote(join(this.path, name), 200)} cannot be read: ${reasonOf(error)}.`);
    }
  }

  private lines<T>(name: string, bytes: Buffer, schema: z.ZodType<T>, before = 0): T[] {
    const lines = bytes.toString().split('\n');
    return lines.flatMap((line, i) => {
      if (line.trim() === '') return [];
      const where = `${name}, line ${before + i + 1}`;
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
