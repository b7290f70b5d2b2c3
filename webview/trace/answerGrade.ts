/** Whether the answer is right, who says so and why, and the buttons to say otherwise. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { gradeOf } from '../../src/core/grade/traceGrade';
import type { Trace } from '../../src/core/trace/trace';
import type { DebugCommand } from '../../src/protocol/webview';
import { button } from '../components/button';
import { icon } from '../components/icon';
import { gradeSentence } from './gradeWords';

/** Nothing where it is not known. */
export function answerVerdict(trace: Trace): TemplateResult | typeof nothing {
  const grade = gradeOf(trace, trace.answer?.extracted ?? null);
  if (grade === null) return nothing;
  return html`${icon(grade.correct ? 'check' : 'close')}<span>${gradeSentence(grade)}</span>`;
}

/**
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
  const marks = [
    ...(grade?.correct === true ? [] : (['markRight'] as const)),
    ...(grade?.correct === false ? [] : (['markWrong'] as const)),
    ...(grade?.by === 'user' ? (['clearMark'] as const) : []),
  ];
  return html`${marks.map((name) => {
    const onClick = (): void => mark(name);
    return button({ ...BUTTONS[name], name, appearance: 'quiet', disabled: locked, onClick });
  })}`;
}

const BUTTONS = {
  markRight: { label: 'Mark right', title: 'Say that this answer is right, whatever the grader says' },
  markWrong: { label: 'Mark wrong', title: 'Say that this answer is wrong, whatever the grader says' },
  clearMark: { label: 'Unmark', title: 'Take the grader’s verdict again' },
} as const;

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
`;
