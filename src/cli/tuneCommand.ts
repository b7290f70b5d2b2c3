/** `waitpoint tune DATASET`. */
import { Command, Option } from 'commander';
import { wholeNumber } from '../core/input/numbers';
import { BIN_KINDS } from '../core/search/tune/bins';
import { addEvalOptions } from './evalOptions';
import { tuneDataset, type TuneOptions } from './tune';

/** Small enough for a laptop, and each strategy at several sizes. */
const METHODS = [
  ...['best-of-n@1', 'best-of-n@2', 'best-of-n@4', 'best-of-n@8', 'best-of-n@16'],
  ...['beam@4x2', 'beam@4x4', 'beam@8x4', 'beam@16x4', 'dvts@8x4', 'rebase@4', 'rebase@8', 'revisions@4x2'],
];
const BUDGET = 256;

const HELP = `
Every question is searched in every way (--methods, names as of waitpoint eval), under every budget and number of waits;
how hard it is is predicted by the mean final score of --probe samples. policy.json says what does best for questions of
each difficulty under the same compute: waitpoint search and waitpoint eval go by it. waitpoint.tune.json holds the numbers, tune.svg
the curves; what is saved is measured on questions that it was not chosen by (two folds).

The same command goes on with what is missing, after an interruption or a crash.

Examples:
  waitpoint tune math500.parquet --limit 100 --out tuned
  waitpoint search "What is 83*46 + 57*29 - 118?" --strategy auto --policy tuned/policy.json
  waitpoint eval aime.jsonl --methods auto,best-of-n@16 --policy tuned/policy.json --budgets 256 --waits 0 --out compared

Exit codes as of waitpoint run.
`;

export function tuneCommand(): Command {
  const command = new Command('tune')
    .description('Find out which search pays for questions of which difficulty.')
    .argument('<dataset>', 'JSON Lines, a JSON array or Parquet');
  addEvalOptions(command);
  for (const [name, value] of [
    ['methods', METHODS],
    ['budgets', [BUDGET]],
    ['waits', [0]],
  ] as const) {
    const option = command.options.find((one) => one.long === `--${name}`);
    command.setOptionValueWithSource(name, value, 'default');
    if (option) option.default(value, value.join());
  }
  return command
    .addOption(
      new Option(
        '--probe <count>',
        'samples that predict how hard a question is; best-of-n@COUNT is among the methods',
      )
        .argParser(wholeNumber('--probe', { least: 1, most: 64 }))
        .default(2),
    )
    .addOption(
      new Option(
        '--bins <kind>',
        'bins of the policy: five with as many questions each, or easy, medium and hard',
      )
        .choices(BIN_KINDS)
        .default('quantile'),
    )
    .addHelpText('after', HELP)
    .action(async (dataset: string, options: TuneOptions) => {
      process.exitCode = await tuneDataset(dataset, options);
    });
}
