/** `waitpoint run "QUESTION"`. */
import { Command } from 'commander';
import { runQuestion } from './run';
import { addRunOptions, type RunOptions } from './runOptions';

const EXAMPLES = `
Examples:
  waitpoint run "What is 83*46 + 57*29 - 118?" --waits 2
  waitpoint run "What is 91*27 - 64?" --max 256 --out product.trace.json
  echo "What is 12*13 + 5?" | waitpoint run - --quiet
  waitpoint run "…" --model QwQ-32B-Q4_K_M.gguf --max 8192 --waits 1 --continuation Wait --continuation Hmm
  waitpoint run "…" --model other.gguf --preset generic --think-start "<reasoning>" --think-end "</reasoning>"
  waitpoint run "…" --json | jq '.steps[] | .score'

Exit codes:
  0    done
  2    bad input, or an output that cannot be written
  3    the engine failed; what was received is kept
  130  interrupted; what was received is kept
`;

export function runCommand(): Command {
  const command = new Command('run')
    .description('Run a question: think within a budget, score the steps, answer.')
    .argument('<question>', 'the question, in quotes; - reads it from standard input');
  return addRunOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (question: string, options: RunOptions) => {
      process.exitCode = await runQuestion(question, options);
    });
}
