import type { AnswerGrade } from '../../src/core/grade/traceGrade';
import { l10n } from '../components/l10n';
import { displayText } from './displayText';
import { escapeText } from './escapes';

/** What is said of a grade: `right: equal after normalising: 1/2`. */
export function gradeSentence({ correct, by, verdict }: AnswerGrade): string {
  const said = verdict && `${word(verdict.correct)}: ${displayText(escapeText(verdict.reason))}`;
  switch (by) {
    case 'user':
      return [
        correct ? l10n.t('marked right by hand') : l10n.t('marked wrong by hand'),
        ...(said === null ? [] : [l10n.t('the grader says {0}', said)]),
      ].join(' · ');
    case 'grader':
      return said ?? word(correct);
    case 'text':
      return correct
        ? l10n.t('right: equal as text')
        : l10n.t('wrong: different as text, and not graded yet');
    default:
      return by satisfies never;
  }
}

const word = (correct: boolean): string => (correct ? l10n.t('right') : l10n.t('wrong'));
