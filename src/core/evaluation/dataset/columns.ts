/** Which columns of a source hold the question, the right answer and the domain. */
import { quote } from '../../errors';
import { expectedAnswer } from '../../formats/expectedAnswer';

/**
 * Names of columns, in lower case, the best first: ours, s1K (`question`, `solution`), MATH-500 (`problem`, `answer`,
 * `subject`) and the AIME sets (`Problem`, `Answer`).
 */
export const QUESTION_COLUMNS = ['question', 'problem'];
const ANSWER = ['answer'];
/** Holds the answer and how it comes about; looked at where there is no column with the answer alone. */
const SOLUTION = ['solution'];
export const DOMAIN_COLUMNS = ['domain', 'subject'];

/** Columns that a problem names: enough to recognise the row. */
const MOST_COLUMNS_NAMED = 8;

/** Names of the columns that a row was read from. */
export interface ColumnNames {
  readonly question: string;
  readonly answer: string;
  /** Null: there is none. */
  readonly domain: string | null;
}

export interface Columns {
  readonly question: string;
  readonly answer: string;
  readonly domain: string | null;
  readonly names: ColumnNames;
}

/** Reads a row by the names of its columns, whatever their case. */
export function readColumns(row: unknown): Columns | { readonly problem: string } {
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    return { problem: 'The row is no object with columns.' };
  const fields = row as Record<string, unknown>;
  const questionColumn = columnOf(fields, QUESTION_COLUMNS);
  if (questionColumn === null) return missing(fields, 'question', QUESTION_COLUMNS);
  const question = textOf(fields[questionColumn]);
  if (question === null) return notText(questionColumn, fields[questionColumn]);
  if (question === '') return { problem: `The question (column ${quote(questionColumn)}) is empty.` };
  const answer = readAnswer(fields);
  if ('problem' in answer) return answer;
  const domainColumn = columnOf(fields, DOMAIN_COLUMNS);
  const domain = domainColumn === null ? null : textOf(fields[domainColumn]) || null;
  const names = { question: questionColumn, answer: answer.column, domain: domainColumn };
  return { question, answer: answer.text, domain, names };
}

function readAnswer(
  fields: Record<string, unknown>,
): { readonly text: string; readonly column: string } | { readonly problem: string } {
  const column = columnOf(fields, ANSWER);
  if (column !== null) {
    const text = textOf(fields[column]);
    if (text === null) return notText(column, fields[column]);
    return text === '' ? { problem: `The answer (column ${quote(column)}) is empty.` } : { text, column };
  }
  const solutionColumn = columnOf(fields, SOLUTION);
  if (solutionColumn === null) return missing(fields, 'answer', [...ANSWER, ...SOLUTION]);
  const solution = textOf(fields[solutionColumn]);
  if (solution === null) return notText(solutionColumn, fields[solutionColumn]);
  const problem = `The solution (column ${quote(solutionColumn)}) names no answer: nothing in it is boxed or labelled.`;
  const text = expectedAnswer(solution);
  return text === null ? { problem } : { text, column: solutionColumn };
}

/** The column of the best name; of two that differ in case alone, the first. */
export function columnOf(fields: Record<string, unknown>, names: readonly string[]): string | null {
  const columns = Object.keys(fields);
  for (const name of names) {
    const found = columns.find((column) => column.toLowerCase() === name);
    if (found !== undefined) return found;
  }
  return null;
}

/** AIME's answers are numbers in some sets, and Parquet has 64-bit ones; null for what is no single value. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value)))
    return String(value);
  return null;
}

function missing(fields: Record<string, unknown>, what: string, names: readonly string[]) {
  const there = Object.keys(fields).slice(0, MOST_COLUMNS_NAMED).join(', ');
  const columns = there === '' ? 'It has none.' : `Its columns: ${quote(there, 200)}.`;
  return {
    problem: `The row has no column with the ${what} (${names.map((name) => quote(name)).join(' or ')}). ${columns}`,
  };
}

function notText(column: string, value: unknown) {
  const shown =
    value === null || value === undefined ? 'null' : typeof value === 'object' ? 'an object' : quote(value);
  return { problem: `The column ${quote(column)} is ${shown}, but it must be a text.` };
}

/** Whether a column of this name may be read: files that hold columns apart need not give the others. */
export function isDatasetColumn(column: string): boolean {
  return [...QUESTION_COLUMNS, ...ANSWER, ...SOLUTION, ...DOMAIN_COLUMNS].includes(column.toLowerCase());
}
