/** Whether an answer is right, as an evaluation asks it. */

export interface Verdict {
  readonly correct: boolean;
  /** Why, in words. */
  readonly reason: string;
}

/** May work in another process; the same pair has the same verdict always. */
export type Grade = (answer: string, expected: string) => Promise<Verdict>;

/** The same text, apart from white space at both ends. */
export const gradeVerbatim: Grade = async (answer, expected) =>
  answer.trim() === expected.trim()
    ? { correct: true, reason: 'the same text' }
    : { correct: false, reason: 'another text' };

/** @param answer null: none was found, which is wrong whatever was expected */
export async function gradeAnswer(grade: Grade, answer: string | null, expected: string): Promise<Verdict> {
  return answer === null ? { correct: false, reason: 'no answer was found' } : grade(answer, expected);
}

/**
 * The first of `answers` that says the same as each, so that equal answers are equal texts.
 * @returns aligned with `answers`; null where there is none
 */
export async function canonicalAnswers(
  grade: Grade,
  answers: readonly (string | null)[],
): Promise<(string | null)[]> {
  const known: string[] = [];
  const canonical: (string | null)[] = [];
  for (const answer of answers) {
    let found = answer === null ? null : known.find((one) => one === answer);
    for (const one of known) {
      if (found !== undefined || answer === null) break;
      if ((await grade(answer, one)).correct) found = one;
    }
    if (found === undefined && answer !== null) known.push((found = answer));
    canonical.push(found ?? null);
  }
  return canonical;
}
