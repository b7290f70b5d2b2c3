/** Questions with their right answers, read row by row from whatever columns a source has. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { quote } from '../../errors';
import { visibleText } from '../../text';
import { readColumns, type ColumnNames } from './columns';

export interface DatasetRow {
  /** `questionKey` of the question: no two rows of a dataset have the same. */
  readonly key: string;
  /** Line of JSON Lines, or number of a Parquet row, from 1. */
  readonly line: number;
  readonly question: string;
  readonly answer: string;
  /** Null: the source names none. */
  readonly domain: string | null;
}

export interface DatasetProblem {
  readonly line: number;
  /** What is wrong, safe to show. */
  readonly message: string;
}

export interface Dataset {
  readonly rows: readonly DatasetRow[];
  /** The first `MOST_LISTED` of them, in the order of the source. */
  readonly problems: readonly DatasetProblem[];
  readonly problemCount: number;
  /** Of the first row that can be asked; null: none can. */
  readonly columns: ColumnNames | null;
}

/** Anything that is no dataset has a problem a line: more than these would only fill the memory. */
export const MOST_LISTED = 10_000;

/** A row past it is no question for a context of any model; it would be quoted, hashed and saved with every trace. */
export const LONGEST_QUESTION = 1_000_000;

/** @returns sha256 of the question, its first 16 hex digits (shared semantics, section 6) */
export function questionKey(question: string): string {
  return bytesToHex(sha256(utf8ToBytes(question))).slice(0, 16);
}

/** Collects rows in the order of the source; every one that cannot be asked becomes a problem. */
export class DatasetBuilder {
  private readonly rows: DatasetRow[] = [];
  private readonly problems: DatasetProblem[] = [];
  private readonly byKey = new Map<string, DatasetRow>();
  private problemCount = 0;
  private columns: ColumnNames | null = null;

  /** @param limit rows that are taken at most; what follows them is not looked at */
  constructor(private readonly limit = Infinity) {}

  get isFull(): boolean {
    return this.rows.length >= this.limit;
  }

  /** @param value a row as parsed: an object by column */
  addRow(line: number, value: unknown): void {
    const read = readColumns(value);
    if ('problem' in read) return this.addProblem(line, read.problem);
    const { question, answer, domain, names } = read;
    if (question.length > LONGEST_QUESTION)
      return this.addProblem(
        line,
        `The question has ${question.length} characters, more than ${LONGEST_QUESTION}.`,
      );
    const key = questionKey(question);
    const same = this.byKey.get(key);
    if (same) {
      const other = same.answer === answer ? '' : `, with another answer (${quote(same.answer)})`;
      return this.addProblem(line, `The question is that of line ${same.line} again${other}.`);
    }
    const row = { key, line, question, answer, domain };
    this.byKey.set(key, row);
    this.rows.push(row);
    this.columns ??= names;
  }

  addProblem(line: number, message: string): void {
    this.problemCount++;
    if (this.problems.length < MOST_LISTED) this.problems.push({ line, message: visibleText(message) });
  }

  result(): Dataset {
    const { rows, problems, problemCount, columns } = this;
    return { rows, problems, problemCount, columns };
  }
}
