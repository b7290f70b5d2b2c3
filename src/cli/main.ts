/** The command line `waitpoint`. */
import { Command, CommanderError } from 'commander';
import { errors } from '../core/errors';
import { EXIT, errorLine, exitCodeOf } from './exit';
import { importCommand } from './importCommand';
import { runCommand } from './runCommand';

/** Set by the build. */
declare const WAITPOINT_VERSION: string;

const HELP_COLUMNS = 100;

function program(): Command {
  return new Command('waitpoint')
    .description('Runs a local reasoning model under a thinking budget and shows its trace, step by step.')
    .version(WAITPOINT_VERSION)
    .addCommand(runCommand())
    .addCommand(importCommand())
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  waitpoint run "What is 83*46 + 57*29 - 118?" --waits 2\n' +
        '  waitpoint import s1k.jsonl --out traces\n' +
        '  waitpoint run --help\n',
    );
}

/** Commander's message as one line, with what to do where it does not say. */
function usageMessage(error: CommanderError): string {
  const text = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  const forImport = process.argv[2] === 'import';
  switch (error.code) {
    case 'commander.missingArgument':
      return forImport
        ? 'no file. Give the path of one, or - to read standard input.'
        : 'no question. Put one in quotes, or - to read it from standard input.';
    case 'commander.excessArguments':
      return `${text} ${forImport ? 'Import one file at a time.' : 'Put the question in quotes.'}`;
    case 'commander.missingMandatoryOptionValue':
      return `${text}. See waitpoint import --help.`;
    case 'commander.unknownOption': {
      const sentence = text.replace(/([^.)])$/, '$1.');
      return forImport
        ? `${sentence} See waitpoint import --help.`
        : `${sentence} See waitpoint run --help; put -- before a question that begins with a dash.`;
    }
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
