/** Reads one row of a foreign format: a line of JSONL, an element of an array, a whole document, or a selection. */
import { messageOf, quote } from '../errors';
import { visibleText } from '../text';
import {
  findJsonError,
  findJsonValue,
  findRepeatedKey,
  isNestedDeeper,
  lineAt,
  type JsonPath,
} from '../trace/jsonText';
import type { Trace } from '../trace/trace';
import { RowError, type Format } from './foreignTrace';
import { detectFormat, formatNamed } from './formats';
import type { ByteSpan } from './rowBuffer';
import { toTrace } from './toTrace';

export interface Row {
  readonly text: string;
  /** Line of its first character, from 1. */
  readonly line: number;
  /** It is all that its document holds. */
  readonly whole: boolean;
  /** JSON, or text with delimiters. */
  readonly json: boolean;
  /** Where it stands in its document; absent where it is not known. */
  readonly span?: ByteSpan;
}

export interface ImportOptions {
  /** `auto`, or the name of the one format that is read. */
  readonly format: string;
  /** Name of the file or document; null: pasted. */
  readonly source: string | null;
  /** ISO 8601; when the import was asked for. */
  readonly createdAt: string;
}

export interface ImportProblem {
  readonly kind: 'problem';
  readonly line: number;
  /** What is wrong, safe to show. */
  readonly message: string;
}

export interface ImportedTrace {
  readonly kind: 'trace';
  readonly trace: Trace;
}

export type ImportItem = ImportedTrace | ImportProblem;

export function problemAt(line: number, message: string): ImportProblem {
  return { kind: 'problem', line, message: visibleText(message) };
}

/** A selection, or what was pasted, as a row: JSON where it begins like it. */
export function rowOf(text: string, line = 1): Row {
  return { text, line, whole: true, json: /^\s*(?:\{\s*["}]|\[\s*[{["\]]|"[^\n]*"\s*$)/.test(text) };
}

/**
 * Every trace of a row, and everything of it that could not be read. A key that is there twice is a problem, and the
 * row is read with its last value, as JSON has it.
 * @throws WaitpointError `badInput` for a format that is not known
 */
export function* readRow(row: Row, options: ImportOptions): Generator<ImportItem> {
  const chosen = options.format === 'auto' ? null : formatNamed(options.format);
  const parsed = row.json ? parseJsonRow(row) : { value: row.text };
  if ('problem' in parsed) {
    yield parsed.problem;
    return;
  }
  const repeated = row.json ? findRepeatedKey(row.text) : null;
  if (repeated) {
    const message = `The key ${quote(nameOf(repeated.path))} is there twice: the last one counts.`;
    yield problemAt(lineOf(row, repeated.position), message);
  }
  const format = chosen ?? detectFormat(parsed.value);
  if (format) yield* tracesIn(row, format, parsed.value, options);
  else yield problemAt(row.line, notKnown(row, parsed.value));
}

function* tracesIn(row: Row, format: Format, value: unknown, options: ImportOptions): Generator<ImportItem> {
  const origin = {
    format: format.name,
    source: options.source,
    line: row.whole ? null : row.line,
    createdAt: options.createdAt,
  };
  const problems: ImportProblem[] = [];
  const complain = (path: JsonPath, reason: string): void => {
    const position = row.text.includes('\n') && row.json ? findJsonValue(row.text, path) : 0;
    const subject = path.length > 0 ? quote(nameOf(path)) : row.json ? 'The row' : 'The text';
    problems.push(problemAt(lineOf(row, position), `${subject} ${reason}.`));
  };
  const attempt = <T>(read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      complain(error.path, error.reason);
      return null;
    }
  };
  const foreign = format.read(value, complain)[Symbol.iterator]();
  for (let next = attempt(() => foreign.next()); next?.done === false; next = attempt(() => foreign.next())) {
    const found = next.value;
    const trace = attempt(() => toTrace(found, origin));
    yield* problems.splice(0);
    if (trace) yield { kind: 'trace', trace };
  }
  yield* problems;
}

/** A row of brackets alone, as long as a row may be, would take gigabytes to parse. */
export const DEEPEST_NESTING = 1_000_000;

/** Parses a row, or says where it is broken. */
export function parseJsonRow(row: Row): { value: unknown } | { problem: ImportProblem } {
  if (isNestedDeeper(row.text, DEEPEST_NESTING))
    return {
      problem: problemAt(row.line, `The row is nested more than ${DEEPEST_NESTING} deep and is skipped.`),
    };
  try {
    return { value: JSON.parse(row.text) as unknown };
  } catch (error) {
    const found = findJsonError(row.text);
    if (!found) return { problem: problemAt(row.line, `This is not JSON: ${messageOf(error)}.`) };
    const line = lineOf(row, found.position);
    const column = found.position - row.text.lastIndexOf('\n', found.position - 1);
    const reason = found.truncated ? 'ends too early (truncated?)' : 'is broken here';
    return { problem: problemAt(line, `The JSON ${reason}, at character ${column}.`) };
  }
}

function lineOf(row: Row, position: number): number {
  return row.line + lineAt(row.text, position) - 1;
}

function nameOf(path: JsonPath): string {
  return path.map(String).join('.');
}

/** Fields of an unknown row that are named: enough to recognise it. */
const MOST_FIELDS_NAMED = 8;

function notKnown(row: Row, value: unknown): string {
  if (!row.json)
    return 'This is no JSON, and no text with <think>, <|im_start|>think or <|begin_of_thought|> either.';
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const fields = isObject ? Object.keys(value).slice(0, MOST_FIELDS_NAMED) : [];
  const what = isObject ? `Its fields: ${quote(fields.join(', '), 200)}.` : 'It is no object with fields.';
  return `The row is of no format that is known. ${what}`;
}
