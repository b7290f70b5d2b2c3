/** `waitpoint probe TRACE`. */
import { Command, Option } from 'commander';
import { addEngineOptions, tokenizerOption } from './engineOptions';
import { checkPlaces, probeFile, type ProbeOptions } from './probe';

const EXAMPLES = `
Examples:
  waitpoint probe run.trace.json --at steps
  waitpoint probe run.trace.json --at waits --json | jq '.waits[] | .effect'
  waitpoint probe run.trace.json --at 120
  waitpoint probe run.trace.json --at steps --out probed.trace.json

Exit codes as of waitpoint run.
`;

export function probeCommand(): Command {
  const command = new Command('probe')
    .description('Ask a trace early: what would it answer at a token, at every step, at every wait?')
    .argument('<trace>', 'a .trace.json file');
  command.optionsGroup('Probe:');
  command.addOption(
    new Option('--at <place>', 'steps, waits, a token, or step:K for the first token of step K')
      .argParser(checkPlaces)
      .makeOptionMandatory(),
  );
  command.optionsGroup('Models:');
  command
    .option('--model <file|address>', 'reasoning model: GGUF, or http://host:port (default: the bundled one)')
    .addOption(tokenizerOption());
  command.optionsGroup('Engine:');
  addEngineOptions(command);
  command.optionsGroup('Output:');
  command
    .option('--out <file>', 'save the trace with its probes in FILE.trace.json')
    .option('--json', 'print {probes, settled, flips, waits, usage} as JSON, nothing else');
  command.optionsGroup('Help:');
  return command
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', EXAMPLES)
    .action(async (trace: string, options: ProbeOptions) => {
      process.exitCode = await probeFile(trace, options);
    });
}
