/** The names of a search, for whoever offers them: without the schema, so that the views can have them. */
import { l10n } from '../l10n';
import type { Aggregation } from '../score/aggregate';

export const STRATEGIES = [
  'majority',
  'best-of-n',
  'beam',
  'lookahead',
  'dvts',
  'rebase',
  'revisions',
] as const;
export type StrategyName = (typeof STRATEGIES)[number];

/** How the answer is chosen among the leaves (shared semantics, section 4). */
export const SELECTIONS = [
  'majority',
  'prm-min-max',
  'prm-last-max',
  'prm-avg-max',
  'prm-min-vote',
  'prm-last-vote',
  'prm-avg-vote',
  'weighted',
  'longest',
] as const;
export type Selection = (typeof SELECTIONS)[number];

export const AGGREGATIONS = ['last', 'min', 'mean', 'product'] as const satisfies readonly Aggregation[];

/** What each does, in a line. */
export const strategyWords = (): Readonly<Record<StrategyName, string>> => ({
  majority: l10n.t('N traces on their own; the answer that most give'),
  'best-of-n': l10n.t('N traces on their own; the scorer chooses'),
  beam: l10n.t('step by step: of N candidates the best N/width go on, each in width ways'),
  lookahead: l10n.t('beam, where a candidate is judged by the end of a greedy rollout of some steps'),
  dvts: l10n.t('N/width subtrees on their own; in each the best of width candidates goes on'),
  rebase: l10n.t('step by step: a path goes on in as many ways as its score deserves'),
  revisions: l10n.t('attempts one after the other, each with the earlier answers before it'),
});

export const selectionWords = (): Readonly<Record<Selection, string>> => ({
  majority: l10n.t('the answer that most leaves give'),
  'prm-min-max': l10n.t('the answer of the leaf whose worst step is best'),
  'prm-last-max': l10n.t('the answer of the leaf whose last step is best'),
  'prm-avg-max': l10n.t('the answer of the leaf whose steps are best on average'),
  'prm-min-vote': l10n.t('the answer with the highest sum of worst steps'),
  'prm-last-vote': l10n.t('the answer with the highest sum of last steps'),
  'prm-avg-vote': l10n.t('the answer with the highest sum of average steps'),
  weighted: l10n.t('the answer with the highest sum of final scores, by the aggregation of the search'),
  longest: l10n.t('the answer of the leaf that thought longest'),
});

/** Whether a choice rests on scores. */
export function needsScores(select: Selection): boolean {
  return select !== 'majority' && select !== 'longest';
}

/** Whether a strategy ranks what it has before it is complete. */
export function ranksSteps(strategy: StrategyName): boolean {
  return strategy === 'beam' || strategy === 'lookahead' || strategy === 'dvts' || strategy === 'rebase';
}
