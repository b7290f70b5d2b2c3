/** What the fork tree and the compare view say of a trace, in words. */
import type { ForkEdge, TraceFacts } from '../../src/protocol/forkViews';
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

/** In place of an answer; null where there is one. */
export function stateWords({ answer, running, state }: TraceFacts): string | null {
  if (running) return 'running';
  if (answer !== null) return state === 'unfinished' ? 'broken off' : null;
  return state === 'draft' ? 'not run yet' : state === 'unfinished' ? 'broken off' : 'no answer';
}

/** How the thinking of a trace ended. */
export const ENDED = { byModel: 'natural end', forced: 'forced end', brokenOff: 'broken off' } as const;

/** "93 tokens · 2 waits". */
export function sizeWords({ thinkingTokens, waits }: TraceFacts): string {
  return [plural(thinkingTokens, 'token'), ...(waits > 0 ? [plural(waits, 'wait')] : [])].join(' · ');
}

/** Short names of settings; the others have the last part of their own. */
const SETTING_WORDS: Readonly<Record<string, string>> = {
  'budget.minThinkingTokens': 'min',
  'budget.maxThinkingTokens': 'max',
  'budget.maxAnswerTokens': 'answer max',
  'sampler.topK': 'top k',
  'sampler.topP': 'top p',
  'sampler.minP': 'min p',
  'sampler.repeatPenalty': 'repeat penalty',
  answerPrefix: 'answer prefix',
};

/** What a fork changed: "wait at 41", "seed 7 at 41", "max 64, waits 2 at 0". */
export function edgeWords({ change, at, settings }: ForkEdge): string {
  const said = settings.map(({ setting, value }) => {
    const name = SETTING_WORDS[setting] ?? setting.slice(setting.lastIndexOf('.') + 1);
    // Of a list or a pattern the name says enough.
    return /^[[{"]|\s/.test(value) || value.length > 12 ? name : `${name} ${oneLine(value)}`;
  });
  const changed = (fallback: string): string => (said.length === 0 ? fallback : said.join(', '));
  switch (change) {
    case 'none':
      return `again from ${at}`;
    case 'wait':
      return `wait at ${at}`;
    case 'end':
      return `end at ${at}`;
    case 'alternative':
      return `other token at ${at}`;
    case 'edit':
      return `edit at ${at}`;
    case 'resample': {
      const seed = settings.find(({ setting }) => setting === 'sampler.seed');
      return `${seed ? `seed ${oneLine(seed.value)}` : 'resampled'} at ${at}`;
    }
    case 'request':
      return `${changed('other budget')} at ${at}`;
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
    ...(answer === null ? [] : [`answer ${oneLine(answer)}`]),
    ...(right === null ? [] : [rightWord(right)]),
    ...(state === null ? [] : [state]),
    ...(lastScore === null ? [] : [`last score ${formatScore(lastScore)}`]),
    ...(leastScore === null ? [] : [`lowest ${formatScore(leastScore)}`]),
    sizeWords(facts).replaceAll(' · ', ', '),
  ].join(', ');
}
