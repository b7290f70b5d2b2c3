/** Reads what a curation looks at from a row of any known shape. */
import { quote } from '../errors';
import { DOMAIN_COLUMNS, QUESTION_COLUMNS, columnOf } from '../evaluation/dataset/columns';
import { hasFields } from '../formats/checkRow';
import { detectFormat } from '../formats/formats';
import { RowError } from '../formats/foreignTrace';
import type { CurationConfig } from './curationConfig';

export interface PoolRow {
  readonly question: string;
  /** The thinking; null: the row has none. */
  readonly trace: string | null;
  readonly answer: string | null;
  readonly solution: string | null;
  readonly domain: string | null;
  /** '' where the row names none. */
  readonly source: string;
  /** In tokens, by a column; null: none says it. */
  readonly length: number | null;
  /** Whether the answer is right, by a column; null: none says it. */
  readonly correct: boolean | null;
  /** Whether the model of each grader of the configuration solved it; null: no column says it. */
  readonly verdicts: readonly (boolean | null)[];
  /** The first field that is null and may not be. */
  readonly nullField: string | null;
  /** Name of the row, where it has one. */
  readonly id: string | null;
}

type Fields = Record<string, unknown>;

const SOURCE = ['source_type', 'source'];
const LENGTH = ['trace_length', 'gemini_length', 'deepseek_length', 'length'];

/** Where a trace stands, with the answer that it led to and the verdict on that. The first that the row has counts. */
const TRACES: readonly (readonly [trace: string, answer: string, correct: string])[] = [
  ['thinking_trajectories', 'attempt', 'isgeminicorrect'],
  ['deepseek_thinking_trajectory', 'deepseek_attempt', 'deepseek_grade'],
  ['gemini_thinking_trajectory', 'gemini_attempt', 'gemini_grade'],
  ['thinking', 'answer', 'correct'],
  ['reasoning', 'answer', 'correct'],
];

/** @returns what is wrong with a row of no shape that is known, in words */
export function readPoolRow(row: unknown, config: CurationConfig): PoolRow | { readonly problem: string } {
  const { columns, quality, difficulty } = config;
  if (typeof row === 'string') return plainRow(foreignTexts(row));
  if (!hasFields(row)) return { problem: 'The row is no object with columns.' };
  const text = textsOf(row, columns);
  if ('problem' in text) return text;
  if (text.question.trim() === '') return { problem: 'The question is empty.' };
  const verdict = columns.correct ?? text.correctColumn;
  const length = valueOf(row, columns.length, LENGTH);
  return {
    question: text.question,
    trace: text.trace,
    answer: text.answer,
    solution: text.solution,
    domain: domainOf(valueOf(row, columns.domain, DOMAIN_COLUMNS)),
    source: textOf(valueOf(row, columns.source, SOURCE)) ?? '',
    length: numberOf(length),
    correct: verdictOf(row[verdict]),
    verdicts: difficulty.graders.map((grader) =>
      typeof grader === 'string' ? verdictOf(row[grader]) : null,
    ),
    nullField: Object.keys(row).find((key) => row[key] === null && !quality.mayBeNull.includes(key)) ?? null,
    id: textOf(row['id']),
  };
}

/** A text with delimiters: nothing else is known of it. */
function plainRow(text: Texts | { readonly problem: string }): PoolRow | { readonly problem: string } {
  if ('problem' in text) return text;
  if (text.question.trim() === '') return { problem: 'The question is empty.' };
  const { question, trace, answer, solution } = text;
  const unknown = {
    domain: null,
    source: '',
    length: null,
    correct: null,
    verdicts: [],
  };
  return { question, trace, answer, solution, ...unknown, nullField: null, id: null };
}

interface Texts {
  readonly question: string;
  readonly trace: string | null;
  readonly answer: string | null;
  readonly solution: string | null;
  readonly correctColumn: string;
}

function textsOf(row: Fields, { question, trace }: CurationConfig['columns']): Texts | { problem: string } {
  const asked = valueOf(row, question, QUESTION_COLUMNS);
  if (typeof asked !== 'string') {
    if (question === undefined) return foreignTexts(row);
    return { problem: `The column ${quote(question)} must hold the question as a text.` };
  }
  const solution =
    textOf(valueOf(row, undefined, ['solution'])) ?? textOf(valueOf(row, undefined, ['answer']));
  if (trace !== undefined) {
    return {
      question: asked,
      trace: firstText(row[trace]),
      answer: textOf(row['attempt']),
      solution,
      correctColumn: 'correct',
    };
  }
  const shape = TRACES.find(([name]) => firstText(row[name]) !== null);
  // A trace of another format may stand beside the question: a conversation, steps.
  if (!shape && detectFormat(row)) return foreignTexts(row);
  const [name = '', answer = 'attempt', correctColumn = 'correct'] = shape ?? [];
  return {
    question: asked,
    trace: firstText(row[name]),
    answer: textOf(row[answer]),
    solution: answer === 'answer' ? textOf(row['solution']) : solution,
    correctColumn,
  };
}

/** The first trace of a row of another format. */
function foreignTexts(row: Fields | string): Texts | { problem: string } {
  const format = detectFormat(row);
  if (!format) {
    if (typeof row === 'string') return { problem: 'This is no JSON, and no text with thinking in it.' };
    const names = quote(Object.keys(row).slice(0, 8).join(', '), 200);
    return {
      problem: `The row has no column "question" and is of no format that is known. Its columns: ${names}.`,
    };
  }
  try {
    for (const { question, thinking, answer, expected } of format.read(row, () => {}))
      return {
        question,
        trace: typeof thinking === 'string' ? thinking : thinking.map((step) => step.text).join('\n\n'),
        answer,
        solution: expected,
        correctColumn: 'correct',
      };
    return { problem: `The row (${format.title}) holds no trace.` };
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    const subject = error.path.length > 0 ? quote(error.path.map(String).join('.')) : 'The row';
    return { problem: `${subject} ${error.reason}.` };
  }
}

/** What stands in the column that was chosen, else in the best that is known, whatever its case. */
function valueOf(row: Fields, chosen: string | undefined, known: readonly string[]): unknown {
  const name = chosen ?? columnOf(row, known);
  return name === null ? undefined : row[name];
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : null;
}

/** s1K has a list of one; Omni-MATH's domains are lists too. */
function firstText(value: unknown): string | null {
  return textOf(Array.isArray(value) ? value[0] : value);
}

function domainOf(value: unknown): string | null {
  const domain = firstText(value)?.trim();
  return domain === undefined || domain === '' ? null : domain;
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const plain = typeof number === 'bigint' ? Number(number) : number;
  return typeof plain === 'number' && Number.isFinite(plain) && plain >= 0 ? plain : null;
}

/** Columns say it as true or false, as 1 or 0, or in the words of s1K-1.1. */
function verdictOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const word = textOf(value)?.trim().toLowerCase();
  if (word === 'yes' || word === 'true' || word === '1') return true;
  return word === 'no' || word === 'false' || word === '0' ? false : null;
}
