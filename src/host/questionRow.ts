/** What is asked by a selected text: the text itself, or the row of a data set that it is. */

export interface AskedQuestion {
  readonly question: string;
  /** The right answer, where the row tells it. */
  readonly expected: string | null;
}

/** @param text a question, or one row of JSON Lines with `question` and perhaps `answer` */
export function readQuestion(text: string): AskedQuestion {
  const asked = text.trim();
  const row = asked.startsWith('{') ? parseRow(asked) : null;
  const question = row?.['question'];
  if (typeof question !== 'string') return { question: asked, expected: null };
  const answer = row?.['answer'];
  const expected = typeof answer === 'string' || typeof answer === 'number' ? String(answer).trim() : '';
  return { question: question.trim(), expected: expected === '' ? null : expected };
}

function parseRow(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}
