/** What the answer timeline says. */
import type { Flip, WaitEffect } from '../../src/core/metrics/traceOverview';
import { l10n } from '../components/l10n';
import { displayText } from '../trace/displayText';
import { formatCount, plural } from '../trace/format';
import type { AnswerStretch, TimelineData } from './timelineData';

export const EFFECTS: Readonly<Record<NonNullable<WaitEffect['effect']>, string>> = {
  helped: l10n.t('helped'),
  hurt: l10n.t('hurt'),
  changed: l10n.t('changed'),
  same: l10n.t('same'),
};

/** Signs beside the words, so that none rests on colour. */
export const EFFECT_SIGNS: typeof EFFECTS = { helped: '▲', hurt: '▼', changed: '◆', same: '=' };

export const FLIPS: Readonly<Record<Flip['kind'], string>> = {
  rightToWrong: l10n.t('right → wrong'),
  wrongToRight: l10n.t('wrong → right'),
  changed: l10n.t('changed'),
};

export function gradeSign(right: boolean | null): string {
  return right === null ? '' : right ? '✓' : '✗';
}

export function gradeWord(right: boolean | null): string {
  return right === null ? '' : right ? l10n.t(', right') : l10n.t(', wrong');
}

export const answerWords = (answer: string | null): string =>
  answer === null ? l10n.t('no answer') : displayText(answer);

/** "5213, wrong: tokens 18 to 93, asked 5 times, wrong → right". */
export function stretchSentence({ answer, right, from, to, asked, flip }: AnswerStretch): string {
  const changed = flip === null ? '' : `, ${FLIPS[flip]}`;
  const [of, first, last] = [`${answerWords(answer)}${gradeWord(right)}`, formatCount(from), formatCount(to)];
  const where =
    asked === 1
      ? l10n.t('{0}: tokens {1} to {2}, asked once', of, first, last)
      : l10n.t('{0}: tokens {1} to {2}, asked {3} times', of, first, last, formatCount(asked));
  return `${where}${changed}`;
}

/** The whole timeline, for those who do not see it. */
export function timelineSummary({ stretches, settled }: TimelineData): string {
  const changes = plural(Math.max(0, stretches.length - 1), 'change');
  if (!settled) return l10n.t('Answers along the thinking: {0}.', changes);
  return l10n.t(
    'Answers along the thinking: {0}. Settled after {1}; {2} more followed.',
    changes,
    plural(settled.at, 'token'),
    formatCount(settled.tokensAfter),
  );
}
