/** Whether the answer is right, who says so and why, and the buttons to say otherwise. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { gradeOf } from '../../src/core/grade/traceGrade';
import type { Trace } from '../../src/core/trace/trace';
import type { DebugCommand } from '../../src/protocol/webview';
import { button } from '../components/button';
import { icon } from '../components/icon';
import { l10n } from '../components/l10n';
import { gradeSentence } from './gradeWords';

/** Nothing where it is not known. */
export function answerVerdict(trace: Trace): TemplateResult | typeof nothing {
  const grade = gradeOf(trace, trace.answer?.extracted ?? null);
  if (grade === null) return nothing;
  return html`${icon(grade.correct ? 'check' : 'close')}<span>${gradeSentence(grade)}</span>`;
}

/**
 * Two switches: the one that is on is a person's word, and switched off the grader's counts again.
 * @param locked nothing may be changed now
 * @param mark does what a button says
 */
export function answerMarks(
  trace: Trace,
  locked: boolean,
  mark: (command: DebugCommand) => void,
): TemplateResult | typeof nothing {
  const answer = trace.answer?.extracted ?? null;
  if (answer === null) return nothing;
  const grade = gradeOf(trace, answer);
  const marked = grade?.by === 'user' ? grade.correct : null;
  const mayMark = (correct: boolean): TemplateResult => {
    const name = correct ? 'markRight' : 'markWrong';
    const pressed = marked === correct;
    return button({
      label: correct ? l10n.t('Mark right') : l10n.t('Mark wrong'),
      title: pressed ? l10n.t('Take the grader’s verdict again') : l10n.t('Whatever the grader says'),
      name,
      appearance: 'quiet',
      disabled: locked,
      pressed,
      // Not by colour alone.
      ...(pressed && { icon: 'check' as const }),
      onClick: () => mark(pressed ? 'clearMark' : name),
    });
  };
  return html`${mayMark(true)}${mayMark(false)}`;
}

export const answerGradeStyles = css`
  .grade {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    align-items: center;
  }
  .verdict {
    display: flex;
    gap: 5px;
    align-items: center;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }
  .marks {
    display: flex;
    gap: 2px;
  }
  .marks [aria-pressed='true'] {
    border-radius: 3px;
    box-shadow: inset 0 0 0 1px var(--wp-muted);
  }
`;
