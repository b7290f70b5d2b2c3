/** The command line `waitpoint`. */
import { Command, CommanderError } from 'commander';
import { errors } from '../core/errors';
import { curateCommand } from './curateCommand';
import { downloadCommand } from './downloadCommand';
import { evalCommand } from './evalCommand';
import { EXIT, errorLine, exitCodeOf } from './exit';
import { exportCommand } from './exportCommand';
import { forkCommand } from './forkCommand';
import { importCommand } from './importCommand';
import { modelsCommand } from './modelsCommand';
import { probeCommand } from './probeCommand';
import { runCommand } from './runCommand';
import { searchCommand } from './searchCommand';
import { shardsCommand } from './shardsCommand';
import { sweepCommand } from './sweepCommand';
import { tuneCommand } from './tuneCommand';

/** Set by the build. */
declare const WAITPOINT_VERSION: string;

const HELP_COLUMNS = 100;

function program(): Command {
  return new Command('waitpoint')
    .description('Runs a local reasoning model under a thinking budget and shows its trace, step by step.')
    .version(WAITPOINT_VERSION)
    .addCommand(runCommand())
    .addCommand(forkCommand())
    .addCommand(probeCommand())
    .addCommand(sweepCommand())
    .addCommand(searchCommand())
    .addCommand(importCommand())
    .addCommand(exportCommand())
    .addCommand(evalCommand())
    .addCommand(tuneCommand())
    .addCommand(curateCommand())
    .addCommand(shardsCommand())
    .addCommand(modelsCommand())
    .addCommand(downloadCommand())
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  waitpoint run "What is 83*46 + 57*29 - 118?" --waits 2\n' +
        '  waitpoint import s1k.jsonl --out traces\n' +
        '  waitpoint run --help\n',
    );
}

/** What each command takes, for whoever gave it something else. */
const TAKES: Record<string, { readonly missing: string; readonly excess: string }> = {
  run: {
    missing: 'no question. Put one in quotes, or - to read it from standard input.',
    excess: 'Put the question in quotes.',
  },
  sweep: {
    missing: 'no question. Put one in quotes, or - to read it from standard input.',
    excess: 'Put the question in quotes.',
  },
  search: {
    missing: 'no question. Put one in quotes, or - to read it from standard input.',
    excess: 'Put the question in quotes.',
  },
  import: {
    missing: 'no file. Give the path of one, or - to read standard input.',
    excess: 'Import one file at a time.',
  },
  export: { missing: 'no trace. Give it files or folders.', excess: 'Give files and folders of traces.' },
  fork: { missing: 'no trace. Give it a .trace.json file.', excess: 'Fork one trace at a time.' },
  eval: { missing: 'no dataset. Give it a file.', excess: 'Evaluate one dataset at a time.' },
  tune: { missing: 'no dataset. Give it a file.', excess: 'Tune on one dataset at a time.' },
  curate: { missing: 'no pool. Give it files or folders.', excess: 'Give files and folders of one pool.' },
  shards: { missing: 'no pool. Give it files or folders.', excess: 'Give files and folders of one pool.' },
  models: { missing: 'no folder.', excess: 'Give folders.' },
  download: {
    missing: 'no address. Give it one such as hf:Qwen/Qwen3-0.6B-GGUF:Q8_0.',
    excess: 'Download one model at a time.',
  },
  probe: { missing: 'no trace. Give it a .trace.json file.', excess: 'Probe one trace at a time.' },
};

/** Commander's message as one line, with what to do where it does not say. */
function usageMessage(error: CommanderError): string {
  const text = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  const name = process.argv[2] ?? '';
  const command = Object.hasOwn(TAKES, name) ? name : 'run';
  const sentence = text.replace(/([^.)])$/, '$1.');
  const help = `See waitpoint ${command} --help`;
  switch (error.code) {
    case 'commander.missingArgument':
      return TAKES[command]?.missing ?? text;
    case 'commander.excessArguments':
      return `${text} ${TAKES[command]?.excess ?? ''}`;
    case 'commander.missingMandatoryOptionValue':
      return `${sentence} ${help}.`;
    case 'commander.unknownOption':
      return command === 'run'
        ? `${sentence} ${help}; put -- before a question that begins with a dash.`
        : `${sentence} ${help}.`;
    default:
      return text;
  }
}

/** Commands below a program do not inherit these. */
function configure(command: Command): Command {
  command.exitOverride().configureOutput({
    outputError: () => {},
    getOutHelpWidth: () => Math.min(process.stdout.columns ?? HELP_COLUMNS, HELP_COLUMNS),
    getErrHelpWidth: () => Math.min(process.stderr.columns ?? HELP_COLUMNS, HELP_COLUMNS),
  });
  command.commands.forEach(configure);
  return command;
}

async function main(): Promise<void> {
  // Of help that goes to a reader that has seen enough (`| head`). What commands print, they watch themselves.
  process.stdout.on('error', () => {});
  try {
    await configure(program()).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version that were asked for; without a command the help is the error message.
      if (error.exitCode === 0) return;
      process.exitCode = EXIT.badInput;
      if (error.code !== 'commander.help') {
        process.stderr.write(errorLine(errors.badInput(usageMessage(error))));
      }
    } else {
      process.exitCode = exitCodeOf(error);
      process.stderr.write(errorLine(error));
    }
  }
}

await main();
