import { errors, quote } from '../../errors';
import { l10n } from '../../l10n';
import type { AutoOptions } from '../../search/strategies/auto';
import { adaptiveWaits } from './adaptiveWaits';
import { budgetForcing } from './budgetForcing';
import { conditional } from './conditional';
import { ABLATION, continuation } from './continuation';
import { difficultyWaits } from './difficultyWaits';
import { majority } from './majority';
import type { Method } from './method';
import { rejectionSampling } from './rejectionSampling';
import { AUTO, autoSearch, search } from './search';
import { unbounded } from './unbounded';

const METHODS: readonly Method[] = [
  budgetForcing,
  unbounded,
  ...conditional,
  rejectionSampling,
  ...adaptiveWaits,
  ...difficultyWaits,
];

export interface MethodWords {
  /** As it is asked for; a part of its own in capitals. */
  readonly name: string;
  /** What it does, in a line. */
  readonly about: string;
}

/** All there is to choose from. */
export const methodWords = (): readonly MethodWords[] => [
  { name: 'budget-forcing', about: l10n.t('cut at every budget, after every number of waits') },
  { name: 'none', about: l10n.t('no control: the model ends by itself, or at the maximum') },
  { name: 'token-conditional', about: l10n.t('the prompt asks for up to so many tokens') },
  { name: 'token-conditional+budget-forcing', about: l10n.t('the same, and the budget forced on top') },
  { name: 'step-conditional', about: l10n.t('the prompt asks for up to so many steps of about 100 tokens') },
  { name: 'step-conditional+budget-forcing', about: l10n.t('the same, and the budget forced on top') },
  {
    name: 'class-conditional',
    about: l10n.t('the prompt asks for a short, then for a long amount of thinking'),
  },
  { name: 'class-conditional+budget-forcing', about: l10n.t('the same, and the budget forced on top') },
  {
    name: 'rejection-sampling',
    about: l10n.t('samples at temperature 1, until one has ended within the budget'),
  },
  { name: 'majority@K', about: l10n.t('the answer that most of K samples at temperature 1 give') },
  { name: 'continuation:TEXT', about: l10n.t('budget forcing with another continuation string, or none') },
  { name: 'ablation', about: l10n.t('continuation:none, :Alternatively, :Hmm and :Wait') },
  { name: 'adaptive-waits', about: l10n.t('waits while the answer’s probability is below the confidence') },
  {
    name: 'adaptive-waits-score',
    about: l10n.t('waits while the scorer’s score of the last step is below it'),
  },
  {
    name: 'STRATEGY@NxM',
    about: l10n.t(
      'a search of N paths and width M: best-of-n@8, beam@16x4, lookahead@8x4, dvts@16x4, rebase@8, revisions@8x2',
    ),
  },
  {
    name: 'difficulty-waits',
    about: l10n.t('1, 10 or 50 waits by the scores of samples (without a scorer: their agreement)'),
  },
  {
    name: 'difficulty-waits-oracle',
    about: l10n.t('1, 10 or 50 waits by the samples’ share of right answers'),
  },
];

export const autoWords = (): MethodWords => ({
  name: AUTO,
  about: l10n.t('the search that a policy of waitpoint tune chooses for a question this hard'),
});

export const METHOD_NAMES: readonly string[] = [...methodWords(), autoWords()].map(({ name }) => name);

/** `ablation` stands for the four continuation strings of s1. */
export function expandMethods(names: readonly string[]): string[] {
  return names.flatMap((name) => (name === 'ablation' ? ABLATION : [name]));
}

/** @param policy what `auto` goes by @throws WaitpointError `badInput` */
export function methodNamed(name: string, policy: AutoOptions | null = null): Method {
  if (name === AUTO) {
    if (policy) return autoSearch(policy);
    throw errors.badInput('The method "auto" needs a policy of waitpoint tune.');
  }
  const found =
    METHODS.find((method) => method.name === name) ?? majority(name) ?? continuation(name) ?? search(name);
  if (found) return found;
  throw errors.badInput(`There is no method ${quote(name)}. There are ${METHOD_NAMES.join(', ')}.`);
}
