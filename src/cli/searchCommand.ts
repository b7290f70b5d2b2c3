/** `waitpoint search "QUESTION"`. */
import { Command } from 'commander';
import { searchQuestion } from './search';
import { addSearchOptions, STRATEGY_LINES, type SearchOptions } from './searchOptions';

const EXAMPLES = `
Strategies:
${STRATEGY_LINES}

Examples:
  waitpoint search "What is 83*46 + 57*29 - 118?" --strategy best-of-n --n 8
  waitpoint search "What is 83*46 + 57*29 - 118?" --strategy beam --n 16 --width 4 --out beam.search.json
  waitpoint search "What is 91*27 - 64?" --strategy rebase --n 8 --json | jq '.votes'

Exit codes as of waitpoint run.
`;

export function searchCommand(): Command {
  const command = new Command('search')
    .description('Search for the answer to a question along many paths, and choose among them.')
    .argument('<question>', 'the question, in quotes; - reads it from standard input');
  return addSearchOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (question: string, options: SearchOptions) => {
      process.exitCode = await searchQuestion(question, options);
    });
}
