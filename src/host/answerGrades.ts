/** Grades as undoable edits: by another right answer, or by a person who knows better. */
import { gradesFor, overridden, withGrade, type GradeAnswer } from '../core/grade/traceGrade';
import { GRADES_MS } from './runController';
import type { TraceDocument } from './traceDocument';

/** One edit: the right answer, and what the grader says of the trace's answers by it. */
export async function editGraded(
  document: TraceDocument,
  label: string,
  expected: string | null,
  grade: GradeAnswer,
): Promise<void> {
  const asked = document.state.trace;
  const said = await gradesFor(
    { ...asked, question: { ...asked.question, expected } },
    grade,
    AbortSignal.timeout(GRADES_MS),
  );
  // A run may have begun meanwhile, and what it says will be graded by itself.
  if (document.isRunning) return;
  const { state } = document;
  const question = { ...state.trace.question, expected };
  const grades = said.reduce(withGrade, state.trace.grades);
  document.edit(label, { ...state, trace: { ...state.trace, question, grades } });
}

/**
 * Says that the trace's answer is right or wrong, whatever the grader says; both are kept.
 * @param correct null: the grader's word counts again
 * @param at when, ISO 8601
 * @returns whether there is an answer to say it of
 */
export function markAnswer(
  document: TraceDocument,
  label: string,
  correct: boolean | null,
  at: string,
): boolean {
  const { state } = document;
  const answer = state.trace.answer?.extracted ?? null;
  if (answer === null) return false;
  const marked = state.trace.grades.find((grade) => grade.by === 'user' && grade.answer === answer);
  const isMarked = marked?.correct ?? null;
  if (isMarked === correct) return true;
  const grades = overridden(state.trace.grades, answer, correct, at);
  document.edit(label, { ...state, trace: { ...state.trace, grades } });
  return true;
}
