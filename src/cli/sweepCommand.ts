/** `waitpoint sweep "QUESTION"`. */
import { Command } from 'commander';
import { sweepQuestion } from './sweep';
import { addSweepOptions, type SweepOptions } from './sweepOptions';

const EXAMPLES = `
A column is one maximum with one number of waits, and so on: --max 64,128 --waits 0,2 are four. Columns stand in the
order of the lists, the waits of the first maximum first. What they share is decoded once; under greedy each is token by
token the trace of its own run.

Examples:
  waitpoint sweep "What is 83*46 + 57*29 - 118?" --max 32,64,128 --waits 0,2,4
  waitpoint sweep "What is 91*27 - 64?" --max 256 --waits 2 --strings Wait,Hmm,none --out traces
  waitpoint sweep "What is 91*27 - 64?" --temperatures 0.8 --seeds 1,2,3 --json | jq '.columns[] | .answer'

Exit codes as of waitpoint run.
`;

export function sweepCommand(): Command {
  const command = new Command('sweep')
    .description('Run a question under many budgets, and show them side by side.')
    .argument('<question>', 'the question, in quotes; - reads it from standard input');
  return addSweepOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (question: string, options: SweepOptions) => {
      process.exitCode = await sweepQuestion(question, options);
    });
}
