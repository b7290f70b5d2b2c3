/** `waitpoint fork TRACE`. */
import { Command } from 'commander';
import { forkFile } from './fork';
import { addForkOptions, type ForkOptions } from './forkOptions';

const EXAMPLES = `
Without a change the rest is dropped and thought again, under the request's options.

Examples:
  waitpoint fork run.trace.json --at step:3 --wait --out waited.trace.json
  waitpoint fork run.trace.json --at 120 --end --out short.trace.json
  waitpoint fork run.trace.json --at step:2 --edit "Step 2: 57*29=1653." --out mended.trace.json
  waitpoint fork run.trace.json --at step:2 --resample 8 --quiet --out again.trace.json
  waitpoint fork run.trace.json --at 0 --continuation Hmm --waits 4 --out other.trace.json

Exit codes as of waitpoint run.
`;

export function forkCommand(): Command {
  const command = new Command('fork')
    .description('Fork a trace: change one thing at a token, and see what follows. The trace itself stays.')
    .argument('<trace>', 'a .trace.json file');
  return addForkOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (trace: string, options: ForkOptions) => {
      process.exitCode = await forkFile(trace, options);
    });
}
