/** `waitpoint eval DATASET`. */
import { Command } from 'commander';
import { autoWords, methodWords } from '../core/evaluation/methods/methods';
import { evaluate } from './eval';
import { addEvalOptions, type EvalOptions } from './evalOptions';

/** Columns of a name that is not too long for the list. */
const NAME_WIDTH = 34;
const METHOD_LINES = [...methodWords(), autoWords()]
  .map(({ name, about }) => `  ${name.padEnd(NAME_WIDTH)} ${about}`)
  .join('\n');

const HELP = `
A dataset is JSON Lines, a JSON array or Parquet with the columns question, answer and, if it likes, domain; the names of
s1K (question, solution), MATH-500 (problem, answer, subject) and AIME (Problem, Answer) are known too.

Methods:
${METHOD_LINES}

The same command goes on with what is missing, after an interruption or a crash.

Examples:
  waitpoint eval aime.jsonl --budgets 512,1024,2048 --waits 0,1,2,4 --out aime
  waitpoint eval math500.parquet --methods budget-forcing,majority@8,rejection-sampling --limit 100 --out math
  waitpoint eval aime.jsonl --methods best-of-n@8,beam@16x4 --budgets 512 --waits 0,1 --out searches
  waitpoint eval questions.jsonl --paper s1 --limit 50 --out s1 --json | jq .metrics

Exit codes as of waitpoint run.
`;

export function evalCommand(): Command {
  const command = new Command('eval')
    .description('Run a dataset under budgets and methods, and compare them.')
    .argument('<dataset>', 'JSON Lines, a JSON array or Parquet');
  return addEvalOptions(command)
    .addHelpText('after', HELP)
    .action(async (dataset: string, options: EvalOptions) => {
      process.exitCode = await evaluate(dataset, options);
    });
}
