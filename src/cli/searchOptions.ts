/** The options of `waitpoint search`: those of a run, and what the search does with them. */
import { Option, type Command } from 'commander';
import { errors, quote } from '../core/errors';
import { decimalNumber, wholeNumber } from '../core/input/numbers';
import {
  MOST_AT_ONCE,
  MOST_PATHS,
  SEARCH_TEMPERATURE,
  searchSettings,
  type SearchSettings,
} from '../core/search/settings';
import { AGGREGATIONS, SELECTIONS, STRATEGIES, strategyWords } from '../core/search/words';
import { DEFAULT_REQUEST } from '../core/trace/trace';
import { MOST_TOKENS } from '../core/limits';
import { addPolicyOptions } from './evalOptions';
import { addRequestOptions, addWhole, type RunOptions } from './runOptions';

export interface SearchOptions extends Omit<RunOptions, 'quiet'> {
  readonly strategy: SearchSettings['strategy'] | 'auto';
  readonly n?: number;
  readonly width?: number;
  readonly expand?: number;
  readonly rounds?: number;
  readonly lookahead?: number;
  readonly balance?: number;
  readonly aggregate?: SearchSettings['aggregate'];
  readonly select?: SearchSettings['select'];
  readonly treeMax?: number;
  readonly atOnce?: number;
  readonly unique?: boolean;
  readonly expected?: string;
  readonly policy?: string;
  readonly compute?: number;
}

const { budget: BUDGET } = DEFAULT_REQUEST;

export function addSearchOptions(command: Command): Command {
  const whole = (flag: string, value: string, about: string, least: number, most: number): Option =>
    new Option(`--${flag} <${value}>`, about).argParser(wholeNumber(`--${flag}`, { least, most }));
  command.optionsGroup('Search:');
  command
    .addOption(
      new Option('--strategy <name>', 'how the paths grow (below)')
        .choices([...STRATEGIES, 'auto'])
        .makeOptionMandatory(),
    )
    .addOption(whole('n', 'count', 'paths; attempts in all, of revisions (default: 16)', 1, MOST_PATHS))
    .addOption(
      whole(
        'width',
        'count',
        'of N candidates N/width go on; subtrees are N/width; chains of revisions (default: 4, √N of revisions)',
        1,
        MOST_PATHS,
      ),
    )
    .addOption(whole('expand', 'count', 'ways in which a path goes on (default: the width)', 1, MOST_PATHS))
    .addOption(whole('rounds', 'count', 'steps, then every path goes on to its end (default: 40)', 1, 1000))
    .addOption(whole('lookahead', 'steps', 'of a rollout (default: 3)', 1, 100))
    .addOption(
      new Option(
        '--balance <number>',
        "temperature of REBASE's softmax over scores (default: 0.2)",
      ).argParser(decimalNumber('--balance', { least: 0.001, most: 1000 })),
    )
    .addOption(
      new Option(
        '--aggregate <name>',
        'one score from those of the steps, to rank by (default: last)',
      ).choices(AGGREGATIONS),
    )
    .addOption(
      new Option(
        '--select <name>',
        'how the answer is chosen (default: majority with that strategy and without a scorer, else prm-last-vote)',
      ).choices(SELECTIONS),
    )
    .addOption(whole('tree-max', 'tokens', 'thinking tokens of all paths together', 1, MOST_TOKENS))
    .addOption(
      whole('at-once', 'count', 'paths decoded together; the others wait for their turn', 1, MOST_AT_ONCE),
    )
    .option('--unique', 'candidates that say the same go on once')
    .option('--expected <answer>', 'the right answer, to grade the leaves by');
  addPolicyOptions(command, '--strategy auto');
  addRequestOptions(
    command,
    () => {
      addWhole(
        command,
        'max',
        'tokens',
        'thinking tokens of a path never exceeded',
        BUDGET.maxThinkingTokens,
        1,
      );
      addWhole(command, 'waits', 'count', 'ends of thinking refused, in every path', BUDGET.waits, 0);
    },
    SEARCH_TEMPERATURE,
  );
  command.optionsGroup('Output:');
  command
    .option('--out <file>', 'save the search in FILE.search.json, also while it runs')
    .option('--json', 'print {answer, strategy, tree, ledger, votes} as JSON, nothing else');
  command.optionsGroup('Help:');
  return command.helpOption('-h, --help', 'show this help');
}

/** What each strategy does, for the help. */
export const STRATEGY_LINES = [
  ...STRATEGIES.map((name) => [name, strategyWords()[name]] as const),
  ['auto', 'what a policy of waitpoint tune says of a question this hard'] as const,
]
  .map(([name, words]) => `  ${name.padEnd(10)} ${words}`)
  .join('\n');

/** The settings that are asked for. @param hasScorer steps will be scored */
export function settingsOf(
  options: SearchOptions,
  strategy: SearchSettings['strategy'],
  hasScorer: boolean,
): SearchSettings {
  const { n, width, expand, rounds, lookahead, balance, aggregate, select, treeMax, atOnce, unique } =
    options;
  if (options.policy !== undefined && options.strategy !== 'auto')
    throw errors.badInput(
      `--policy goes with --strategy auto, and the strategy is ${quote(options.strategy)}.`,
    );
  const asked = {
    n,
    width,
    expand,
    rounds,
    lookahead,
    balance,
    aggregate,
    select,
    treeTokens: treeMax,
    atOnce,
    unique,
  };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const fallback = hasScorer ? {} : { select: 'majority' as const };
  return searchSettings({ strategy, ...fallback, ...given });
}
