/** Formats that are a text with delimiters: a document, a selection, or a field of a row. */
import { hasFields } from './checkRow';
import { RowError, type Format, type ForeignTrace } from './foreignTrace';
import { divideText, holdsThinking, questionIn, type Delimiters } from './thinkingText';

/** Fields that hold what a model wrote, and the question before it, in the order in which they are looked at. */
const TEXT_FIELDS = ['text', 'response', 'output', 'completion', 'generation', 'content', 'answer'];
const QUESTION_FIELDS = ['question', 'problem', 'prompt', 'instruction', 'input', 'query'];

export function textFormat(name: string, title: string, delimiters: Delimiters): Format {
  return {
    name,
    title,
    detect: (row) => textIn(row, delimiters) !== null,
    *read(row) {
      yield readText(row, delimiters);
    },
  };
}

/** @throws RowError when neither the text nor a field of the row holds a delimiter */
export function readText(row: unknown, delimiters: Delimiters): ForeignTrace {
  const text = textIn(row, delimiters);
  const divided = text === null ? null : divideText(text, delimiters);
  if (!divided) {
    const where = typeof row === 'string' ? '' : ` in any of ${TEXT_FIELDS.join(', ')}`;
    throw new RowError([], `holds neither ${delimiters.start} nor ${delimiters.end}${where}`);
  }
  const { before, thinking, delimiter, answer } = divided;
  const asked = QUESTION_FIELDS.find((field) => hasFields(row, field) && typeof row[field] === 'string');
  const question = asked === undefined ? questionIn(before) : (row as Record<string, string>)[asked];
  return { question: question ?? '', thinking, delimiter, answer, expected: null, notes: [] };
}

function textIn(row: unknown, delimiters: Delimiters): string | null {
  const texts =
    typeof row === 'string' ? [row] : TEXT_FIELDS.map((field) => (hasFields(row, field) ? row[field] : null));
  const found = texts.find((text) => typeof text === 'string' && holdsThinking(text, delimiters));
  return typeof found === 'string' ? found : null;
}
