/** What a search is asked for beside its request. */
import { z } from 'zod';
import { errors } from '../errors';
import { AGGREGATIONS, needsScores, ranksSteps, SELECTIONS, STRATEGIES, type StrategyName } from './words';

const count = z.number().int().nonnegative();

export const searchSettingsSchema = z.object({
  strategy: z.enum(STRATEGIES),
  /** Traces; candidates of a round of beam, lookahead and DVTS; width of REBASE; attempts of revisions, all together. */
  n: count,
  /** Of N candidates N / width stay (beam, lookahead); subtrees are N / width (DVTS); chains side by side (revisions). */
  width: count,
  /** Ways in which a path that stays goes on. */
  expand: count,
  /** Steps after which every path goes on to its end by itself. */
  rounds: count,
  /** Steps of a rollout. */
  lookahead: count,
  /** Temperature of the softmax over scores (REBASE). */
  balance: z.number().positive(),
  /** One score for a path from those of its steps, to rank it by. */
  aggregate: z.enum(AGGREGATIONS),
  select: z.enum(SELECTIONS),
  /** Thinking tokens of all paths together, rollouts counted; null: only each path has its maximum. */
  treeTokens: count.nullable(),
  /** Paths that are decoded together, the others wait for their turn; null: all. */
  atOnce: count.nullable(),
  /** Candidates that say the same as one before them do not go on. */
  unique: z.boolean(),
});
export type SearchSettings = z.infer<typeof searchSettingsSchema>;

/** Of search-and-learn and Snell et al. (2408.03314): at most 40 rounds, width 4; REBASE's T_b (2408.00724). */
const DEFAULTS = {
  n: 16,
  width: 4,
  rounds: 40,
  lookahead: 3,
  balance: 0.2,
  aggregate: 'last',
  treeTokens: null,
  atOnce: null,
  unique: false,
} as const;

/** Samples are drawn with it where nothing else is asked for (search-and-learn). */
export const SEARCH_TEMPERATURE = 0.8;

/** More are surely a slip. */
export const MOST_PATHS = 1024;
/** llama.cpp has no more sequences in one context. */
export const MOST_AT_ONCE = 256;

/** The settings that are chosen, complete. Revisions split N as √N chains of √N attempts, as near as it divides. */
export function searchSettings(
  choice: Partial<Omit<SearchSettings, 'strategy'>> & Pick<SearchSettings, 'strategy'>,
): SearchSettings {
  const { strategy } = choice;
  const n = choice.n ?? DEFAULTS.n;
  const width = choice.width ?? defaultWidth(strategy, n);
  return {
    ...DEFAULTS,
    select: strategy === 'majority' ? 'majority' : 'prm-last-vote',
    ...choice,
    n,
    width,
    expand: choice.expand ?? (ranksSteps(strategy) && strategy !== 'rebase' ? width : 1),
    lookahead: strategy === 'lookahead' ? (choice.lookahead ?? DEFAULTS.lookahead) : 0,
  };
}

function defaultWidth(strategy: StrategyName, n: number): number {
  if (strategy === 'revisions') {
    let chains = Math.max(1, Math.floor(Math.sqrt(n)));
    while (n % chains !== 0) chains--;
    return chains;
  }
  return ranksSteps(strategy) && strategy !== 'rebase' ? DEFAULTS.width : 1;
}

/**
 * @param hasScorer steps will be scored
 * @throws WaitpointError `badInput` or `badBudget`, naming the value and the rule
 */
export function validateSearch(settings: SearchSettings, temperature: number, hasScorer: boolean): void {
  const { strategy, n, width, expand, rounds, select } = settings;
  const whole = (name: string, value: number, least: number, most: number): void => {
    if (!Number.isInteger(value) || value < least || value > most)
      throw errors.badBudget(name, value, `a whole number from ${least} to ${most}`);
  };
  whole('N, the number of paths,', n, 1, MOST_PATHS);
  whole('The width', width, 1, n);
  whole('The number of ways to expand', expand, 1, MOST_PATHS);
  whole('The number of rounds', rounds, 1, 1000);
  whole('The lookahead', settings.lookahead, strategy === 'lookahead' ? 1 : 0, 100);
  if (settings.atOnce !== null) whole('The number of paths at once', settings.atOnce, 1, MOST_AT_ONCE);
  if (settings.treeTokens !== null && settings.treeTokens < n)
    throw errors.badBudget(
      'The budget of the tree',
      settings.treeTokens,
      `${n} or more: a token for each path`,
    );
  if (n % width !== 0 && strategy !== 'rebase')
    throw errors.badInput(
      `The width ${width} does not divide N = ${n}. ` +
        `Choose ${nearest(n, width)} as the width, or ${Math.ceil(n / width) * width} as N.`,
    );
  if (n > 1 && temperature === 0)
    throw errors.badInput(
      `At temperature 0 all ${n} paths would be the same. Raise the temperature, such as to ${SEARCH_TEMPERATURE}.`,
    );
  if (!hasScorer && ranksSteps(strategy))
    throw errors.badInput(`The strategy ${strategy} ranks steps by a scorer. Choose a scorer, or majority.`);
  if (!hasScorer && needsScores(select))
    throw errors.badInput(
      `Selecting by ${select} needs a scorer. Choose a scorer, or select by majority or longest.`,
    );
}

/** The divisor of `n` nearest to `width`. */
function nearest(n: number, width: number): number {
  const divisors = Array.from({ length: n }, (_, i) => i + 1).filter((one) => n % one === 0);
  return divisors.reduce((best, one) => (Math.abs(one - width) < Math.abs(best - width) ? one : best), 1);
}
