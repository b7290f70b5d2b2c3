import type { AnswerGrade } from '../../src/core/grade/traceGrade';
import { displayText } from './displayText';
import { escapeText } from './escapes';

/** What is said of a grade: `right: equal after normalising: 1/2`. */
export function gradeSentence({ correct, by, verdict }: AnswerGrade): string {
  const said = verdict && `${word(verdict.correct)}: ${displayText(escapeText(verdict.reason))}`;
  switch (by) {
    case 'user':
      return `marked ${word(correct)} by hand${said === null ? '' : ` · the grader says ${said}`}`;
    case 'grader':
      return said ?? word(correct);
    case 'text':
      return correct ? 'right: equal as text' : 'wrong: different as text, and not graded yet';
    default:
      return by satisfies never;
  }
}

const word = (correct: boolean): string => (correct ? 'right' : 'wrong');
