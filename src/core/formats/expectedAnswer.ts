import { extractAnswer } from '../grade/extractAnswer';

/** A solution of one line and no more characters is the answer itself; a longer one explains it. */
const LONGEST_PLAIN_ANSWER = 80;

/**
 * The answer that a solution of the source gives: what is boxed or labelled, else a short solution as it stands.
 * Null for prose without either: its last number may be any.
 */
export function expectedAnswer(solution: string | null | undefined): string | null {
  const text = solution?.trim() ?? '';
  if (/\\f?boxed|Answer:/.test(text)) return extractAnswer(text);
  return text !== '' && text.length <= LONGEST_PLAIN_ANSWER && !text.includes('\n') ? text : null;
}
