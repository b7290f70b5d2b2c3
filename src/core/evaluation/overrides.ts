/** What a person said of answers counts in an evaluation, whatever the grader said. */
import type { Grade } from '../trace/trace';
import type { ResultRow } from './resultRow';

/** What a person said of a trace's answers: by answer, whether it is right. */
export type MarkedAnswers = ReadonlyMap<string, boolean>;

/** A row as it counts. */
export interface CountedRow extends ResultRow {
  /** A person has said it, whatever the grader said. */
  readonly overridden: boolean;
}

/** The words of a person among the grades of a trace; null: there are none. */
export function markedAnswers(grades: readonly Grade[]): MarkedAnswers | null {
  const marked = grades.flatMap((grade): [string, boolean][] =>
    grade.by === 'user' ? [[grade.answer, grade.correct]] : [],
  );
  return marked.length === 0 ? null : new Map(marked);
}

/** @param marks by the path of the trace, as rows have it; only traces that a person has marked */
export function countedRow(row: ResultRow, marks: ReadonlyMap<string, MarkedAnswers>): CountedRow {
  const said = row.answer === null ? undefined : marks.get(row.trace)?.get(row.answer);
  return said === undefined ? { ...row, overridden: false } : { ...row, correct: said, overridden: true };
}
