/** What the fork tree and the compare view say of a trace, in words. */
import type { ForkEdge, TraceFacts } from '../../src/protocol/forkViews';
import { l10n } from '../components/l10n';
import { displayText } from '../trace/displayText';
import { formatScore, plural } from '../trace/format';

/** "question.fork-2", of question.fork-2.trace.json. */
export function stemOf(name: string): string {
  return oneLine(name.replace(/\.trace\.json$/, ''));
}

/** Untrusted text on one line. */
export function oneLine(text: string): string {
  return displayText(text.replace(/\s+/g, ' ').trim());
}

export function rightWord(right: boolean | null): 'right' | 'wrong' | null {
  return right === null ? null : right ? 'right' : 'wrong';
}

/** `rightWord` as it is said. */
export const rightText = (right: boolean | null): string | null =>
  right === null ? null : right ? l10n.t('right') : l10n.t('wrong');

/** In place of an answer; null where there is one. */
export function stateWords({ answer, running, state }: TraceFacts): string | null {
  if (running) return l10n.t('running');
  if (answer !== null) return state === 'unfinished' ? l10n.t('broken off') : null;
  return state === 'draft'
    ? l10n.t('not run yet')
    : state === 'unfinished'
      ? l10n.t('broken off')
      : l10n.t('no answer');
}

/** How the thinking of a trace ended. */
export const ENDED = {
  byModel: l10n.t('natural end'),
  forced: l10n.t('forced end'),
  brokenOff: l10n.t('broken off'),
} as const;

/** "93 tokens · 2 waits". */
export function sizeWords({ thinkingTokens, waits }: TraceFacts): string {
  return [plural(thinkingTokens, 'token'), ...(waits > 0 ? [plural(waits, 'wait')] : [])].join(' · ');
}

/** Short names of settings; the others have the last part of their own. */
const SETTING_WORDS: Readonly<Record<string, string>> = {
  'budget.minThinkingTokens': 'min',
  'budget.maxThinkingTokens': 'max',
  'budget.maxAnswerTokens': l10n.t('answer max'),
  'sampler.topK': l10n.t('top k'),
  'sampler.topP': l10n.t('top p'),
  'sampler.minP': l10n.t('min p'),
  'sampler.repeatPenalty': l10n.t('repeat penalty'),
  answerPrefix: l10n.t('answer prefix'),
};

/** What a fork changed: "wait at 41", "seed 7 at 41", "max 64, waits 2 at 0". */
export function edgeWords({ change, at, settings }: ForkEdge): string {
  const said = settings.map(({ setting, value }) => {
    const name = SETTING_WORDS[setting] ?? setting.slice(setting.lastIndexOf('.') + 1);
    // Of a list or a pattern the name says enough.
    return /^[[{"]|\s/.test(value) || value.length > 12 ? name : `${name} ${oneLine(value)}`;
  });
  switch (change) {
    case 'none':
      return l10n.t('again from {0}', at);
    case 'wait':
      return l10n.t('wait at {0}', at);
    case 'end':
      return l10n.t('end at {0}', at);
    case 'alternative':
      return l10n.t('other token at {0}', at);
    case 'edit':
      return l10n.t('edit at {0}', at);
    case 'resample': {
      const seed = settings.find(({ setting }) => setting === 'sampler.seed');
      return seed ? l10n.t('seed {0} at {1}', oneLine(seed.value), at) : l10n.t('resampled at {0}', at);
    }
    case 'request':
      return said.length === 0
        ? l10n.t('other budget at {0}', at)
        : l10n.t('{0} at {1}', said.join(', '), at);
    default:
      return change satisfies never;
  }
}

/** All that is shown of a trace, for those who do not see it. */
export function traceSentence(facts: TraceFacts): string {
  const { name, answer, right, lastScore, leastScore } = facts;
  const state = stateWords(facts);
  return [
    stemOf(name),
    ...(answer === null ? [] : [l10n.t('answer {0}', oneLine(answer))]),
    ...(right === null ? [] : [rightText(right)]),
    ...(state === null ? [] : [state]),
    ...(lastScore === null ? [] : [l10n.t('last score {0}', formatScore(lastScore))]),
    ...(leastScore === null ? [] : [l10n.t('lowest {0}', formatScore(leastScore))]),
    sizeWords(facts).replaceAll(' · ', ', '),
  ].join(', ');
}
