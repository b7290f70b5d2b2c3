/** Thinking and answer as one text between delimiters, as `divideText` reads it. */
import { S1_TURNS, THINK_TAGS, THOUGHT_TAGS, type Delimiters } from '../thinkingText';
import type { ExportOptions } from './exportFormat';

/** The text round thinking and answer, with the line breaks that its format is known by. */
export interface Frame {
  readonly start: string;
  /** Between thinking and answer. */
  readonly between: string;
  readonly end: string;
}

const frame = ({ start, end, answerStart, answerEnd }: Delimiters, breaks: string): Frame => ({
  start: `${start}${breaks}`,
  between: `${breaks}${end}\n${answerStart === undefined ? '' : `\n${answerStart}\n\n`}`,
  end: answerEnd === undefined ? '' : `\n\n${answerEnd}`,
});

const THINK: Frame = { ...frame(THINK_TAGS, '\n'), between: `\n${THINK_TAGS.end}\n\n` };

export const FRAMES: Readonly<Record<ExportOptions['delimiters'], Frame>> = {
  'think-tags': THINK,
  s1: frame(S1_TURNS, '\n'),
  openthoughts: frame(THOUGHT_TAGS, '\n\n'),
};

/** Text from the opening delimiter on; thinking alone where it breaks off. */
export function framed(thinking: string, answer: string | null, { start, between, end }: Frame): string {
  const body = `${start}${thinking}`;
  if (answer === null) return body;
  return joined(joined(joined(body, between, 'after'), answer, 'before'), end, 'after');
}

/** Both, without the line breaks of the frame where the text has some of its own there. */
function joined(before: string, after: string, isFrame: 'before' | 'after'): string {
  if (isFrame === 'after') return before + (before.endsWith('\n') ? after.replace(/^\n+/, '') : after);
  return (after.startsWith('\n') ? before.replace(/\n+$/, '') : before) + after;
}
