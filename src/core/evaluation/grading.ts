/** What an evaluation asks its grader. The same pair has the same verdict always. */
import type { GradeAnswer } from '../grade/traceGrade';
import { wrong, type Verdict } from '../grade/verdict';

/** @param answer null: none was found, which is wrong whatever was expected */
export async function verdictOn(
  grade: GradeAnswer,
  answer: string | null,
  expected: string,
): Promise<Verdict> {
  return answer === null ? wrong('missing', 'there is no answer') : grade(answer, expected);
}

/**
 * The first of `answers` that says the same as each, so that equal answers are equal texts.
 * @returns aligned with `answers`; null where there is none
 */
export async function canonicalAnswers(
  grade: GradeAnswer,
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
