/** `waitpoint eval DATASET`. */
import { Command } from 'commander';
import { evaluate } from './eval';
import { addEvalOptions, type EvalOptions } from './evalOptions';

const HELP = `
A dataset is JSON Lines, a JSON array or Parquet with the columns question, answer and, if it likes, domain; the names of
s1K (question, solution), MATH-500 (problem, answer, subject) and AIME (Problem, Answer) are known too.

Methods:
  budget-forcing               cut at every budget, after every number of waits
  none                         no control: the model ends by itself, or at --max
  token-conditional            the prompt asks for up to so many tokens
  step-conditional             … for up to so many steps of about 100 tokens
  class-conditional            … for a short, then for a long amount of thinking
  token-conditional+budget-forcing, and so on: the same, forced on top
  rejection-sampling           samples at temperature 1, until one has ended within the budget
  majority@K                   the answer that most of K samples at temperature 1 give
  continuation:TEXT            budget forcing with another continuation string, or none
  ablation                     continuation:none, :Alternatively, :Hmm and :Wait
  adaptive-waits               waits while the answer's probability is below --confidence
  adaptive-waits-score         … while the scorer's score of the last step is
  difficulty-waits             1, 10 or 50 waits by the scores of --samples samples (without a scorer: their agreement)
  difficulty-waits-oracle      … by their share of right answers

The same command goes on with what is missing, after an interruption or a crash.

Examples:
  waitpoint eval aime.jsonl --budgets 512,1024,2048 --waits 0,1,2,4 --out aime
  waitpoint eval math500.parquet --methods budget-forcing,majority@8,rejection-sampling --limit 100 --out math
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
