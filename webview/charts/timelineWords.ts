/** What the answer timeline says. */
import type { Flip, WaitEffect } from '../../src/core/metrics/traceOverview';
import { displayText } from '../trace/displayText';
import { formatCount, plural } from '../trace/format';
import type { AnswerStretch, TimelineData } from './timelineData';

export const EFFECTS: Readonly<Record<NonNullable<WaitEffect['effect']>, string>> = {
  helped: 'helped',
  hurt: 'hurt',
  changed: 'changed',
  same: 'same',
};

/** Signs beside the words, so that none rests on colour. */
export const EFFECT_SIGNS: typeof EFFECTS = { helped: '▲', hurt: '▼', changed: '◆', same: '=' };

export const FLIPS: Readonly<Record<Flip['kind'], string>> = {
  rightToWrong: 'right → wrong',
  wrongToRight: 'wrong → right',
  changed: 'changed',
};

export function gradeSign(right: boolean | null): string {
  return right === null ? '' : right ? '✓' : '✗';
}

export function gradeWord(right: boolean | null): string {
  return right === null ? '' : right ? ', right' : ', wrong';
}

export const answerWords = (answer: string | null): string =>
  answer === null ? 'no answer' : displayText(answer);

/** "5213, wrong: tokens 18 to 93, asked 5 times, wrong → right". */
export function stretchSentence({ answer, right, from, to, asked, flip }: AnswerStretch): string {
  const changed = flip === null ? '' : `, ${FLIPS[flip]}`;
  const times = `asked ${asked === 1 ? 'once' : `${formatCount(asked)} times`}`;
  return `${answerWords(answer)}${gradeWord(right)}: tokens ${formatCount(from)} to ${formatCount(to)}, ${times}${changed}`;
}

/** The whole timeline, for those who do not see it. */
export function timelineSummary({ stretches, settled }: TimelineData): string {
  const changes = plural(Math.max(0, stretches.length - 1), 'change');
  if (!settled) return `Answers along the thinking: ${changes}.`;
  return `Answers along the thinking: ${changes}. Settled after ${plural(settled.at, 'token')}; ${formatCount(settled.tokensAfter)} more followed.`;
}
