/** What a trace says of its answers: a person's word, else the grader's, else what their texts say. */
// Types alone: the view reads grades too, and should not carry the schema for it.
import type { CancelSignal } from '../engine';
import type { Grade, Trace } from '../trace/trace';
import type { Verdict } from './verdict';

export interface AnswerGrade {
  readonly correct: boolean;
  /** `text`: nobody has said anything yet, and the two texts are compared as they stand. */
  readonly by: 'user' | 'grader' | 'text';
  /** The grader's, also where a person has overridden it; null: it was not asked. */
  readonly verdict: Verdict | null;
}

type Graded = Pick<Trace, 'grades' | 'question'>;
type GradeBy<By extends Grade['by']> = Extract<Grade, { by: By }>;

/** Null where it is not known: there is no right answer and no word of a person. */
export function gradeOf({ grades, question }: Graded, answer: string | null): AnswerGrade | null {
  const { expected } = question;
  const said = grades.filter((grade) => grade.answer === answer);
  const override = said.find((grade): grade is GradeBy<'user'> => grade.by === 'user');
  const verdict =
    said.find((grade): grade is GradeBy<'grader'> => grade.by === 'grader' && grade.expected === expected) ??
    null;
  if (override) return { correct: override.correct, by: 'user', verdict };
  if (verdict) return { correct: verdict.correct, by: 'grader', verdict };
  if (expected === null) return null;
  return { correct: answer !== null && answer.trim() === expected.trim(), by: 'text', verdict: null };
}

/** Answers of a trace, each once, that the grader has not compared with its right answer. */
export function ungraded(trace: Trace): string[] {
  const { answer, probes, question, grades } = trace;
  if (question.expected === null) return [];
  const given = [answer?.extracted ?? null, ...probes.map(({ extracted }) => extracted)];
  const known = new Set(
    grades.flatMap((grade) =>
      grade.by === 'grader' && grade.expected === question.expected ? [grade.answer] : [],
    ),
  );
  return [...new Set(given)].filter((one) => one !== null && !known.has(one)) as string[];
}

/** The grades with another one: of the same answer by the same it takes the place of the earlier. */
export function withGrade(grades: readonly Grade[], grade: Grade): Grade[] {
  return [...grades.filter(({ by, answer }) => by !== grade.by || answer !== grade.answer), grade];
}

/**
 * The grades after a person has said what is right.
 * @param correct null: the grader's word counts again
 * @param at when, ISO 8601
 */
export function overridden(
  grades: readonly Grade[],
  answer: string,
  correct: boolean | null,
  at: string,
): Grade[] {
  if (correct !== null) return withGrade(grades, { by: 'user', answer, correct, at });
  return grades.filter((grade) => grade.by !== 'user' || grade.answer !== answer);
}

/** What grades answers, such as a thread that does. */
export type GradeAnswer = (answer: string, expected: string) => Promise<Verdict>;

/**
 * The words of the grader that a trace has not yet, for its answer and for its probes.
 * @param signal ends it after the answer that is being graded: a trace may hold thousands of hard ones
 */
export async function gradesFor(
  trace: Trace,
  grade: GradeAnswer,
  signal?: Pick<CancelSignal, 'aborted'>,
): Promise<Grade[]> {
  const { expected } = trace.question;
  const grades: Grade[] = [];
  if (expected === null) return grades;
  for (const answer of ungraded(trace)) {
    if (signal?.aborted) break;
    grades.push({ by: 'grader', answer, expected, ...(await grade(answer, expected)) });
  }
  return grades;
}
