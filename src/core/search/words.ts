/** The names of a search, for whoever offers them: without the schema, so that the views can have them. */
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
export const STRATEGY_WORDS: Readonly<Record<StrategyName, string>> = {
  majority: 'N traces on their own; the answer that most give',
  'best-of-n': 'N traces on their own; the scorer chooses',
  beam: 'step by step: of N candidates the best N/width go on, each in width ways',
  lookahead: 'beam, where a candidate is judged by the end of a greedy rollout of some steps',
  dvts: 'N/width subtrees on their own; in each the best of width candidates goes on',
  rebase: 'step by step: a path goes on in as many ways as its score deserves',
  revisions: 'attempts one after the other, each with the earlier answers before it',
};

export const SELECTION_WORDS: Readonly<Record<Selection, string>> = {
  majority: 'the answer that most leaves give',
  'prm-min-max': 'the answer of the leaf whose worst step is best',
  'prm-last-max': 'the answer of the leaf whose last step is best',
  'prm-avg-max': 'the answer of the leaf whose steps are best on average',
  'prm-min-vote': 'the answer with the highest sum of worst steps',
  'prm-last-vote': 'the answer with the highest sum of last steps',
  'prm-avg-vote': 'the answer with the highest sum of average steps',
  weighted: 'the answer with the highest sum of final scores, by the aggregation of the search',
  longest: 'the answer of the leaf that thought longest',
};

/** Whether a choice rests on scores. */
export function needsScores(select: Selection): boolean {
  return select !== 'majority' && select !== 'longest';
}

/** Whether a strategy ranks what it has before it is complete. */
export function ranksSteps(strategy: StrategyName): boolean {
  return strategy === 'beam' || strategy === 'lookahead' || strategy === 'dvts' || strategy === 'rebase';
}
