/** `waitpoint shards POOL…`. */
import { Command, Option } from 'commander';
import { wholeNumber } from '../core/input/numbers';
import { shards, type ShardsOptions } from './shards';

/** A shard of long traces has a gigabyte, of questions some ten megabytes. */
const SHARD_ROWS = 50_000;

const HELP = `
For pools that outgrow one machine: shards/00000.parquet and so on, with the columns text and id that Hugging Face datatrove
reads, and manifest.json. The id is the key of the question: what another program selects or drops by it comes back with
waitpoint curate --selected or --dropped. Recipes for n-grams and for scores: docs/handover.md.

Examples:
  waitpoint shards pool.jsonl --out handover
  waitpoint shards pool --out handover --text trace --rows 10000 --json | jq .shards
  waitpoint curate pool.jsonl --dropped handover/removed --out selection

Exit codes:
  0    every row is in a shard
  2    bad input, such as a row that could not be read, or an output that cannot be written
  130  interrupted; without its manifest a folder is not whole
`;

export function shardsCommand(): Command {
  return new Command('shards')
    .description('Hand a pool over to other machines, as Parquet shards.')
    .argument('<pool...>', 'files or folders, as waitpoint curate takes them')
    .requiredOption('--out <folder>', 'made if missing')
    .addOption(
      new Option('--rows <count>', 'rows of a shard')
        .argParser(wholeNumber('--rows', { least: 1, most: 10_000_000 }))
        .default(SHARD_ROWS),
    )
    .addOption(
      new Option('--text <what>', 'what text holds: the question, or with trace and answer')
        .choices(['question', 'trace'])
        .default('question'),
    )
    .option('--config <file>', 'of waitpoint curate; names the columns')
    .option('--force', 'replace the shards of an earlier run')
    .option('--json', 'print the manifest')
    .addHelpText('after', HELP)
    .action(async (pool: string[], options: ShardsOptions) => {
      process.exitCode = await shards(pool, options);
    });
}
