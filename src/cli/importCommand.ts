/** `waitpoint import FILE`. */
import { Command, Option } from 'commander';
import { FORMATS } from '../core/formats/formats';
import { importFile, type ImportFileOptions } from './importFile';
import { wholeNumber } from '../core/input/numbers';

const NAME_COLUMN = 16;

const HELP = `
Formats:
${FORMATS.map(({ name, title }) => `  ${name.padEnd(NAME_COLUMN)}${title}`).join('\n')}

A file is JSON Lines, a JSON array of rows, one JSON object, or plain text. With auto every row is read by its own format.

Examples:
  waitpoint import s1k.jsonl --out traces
  waitpoint import answers.jsonl --format chat --out traces --limit 100 --json
  pbpaste | waitpoint import - --out traces

Exit codes:
  0    everything was read
  2    bad input, such as a row that could not be read, or an output that cannot be written
  130  interrupted; what was written stays
`;

export function importCommand(): Command {
  return new Command('import')
    .description('Read traces of other formats, and save each as a trace of its own.')
    .argument('<file>', 'the file to read; - reads standard input')
    .addOption(
      new Option('--format <name>', 'the format of the rows')
        .choices(['auto', ...FORMATS.map(({ name }) => name)])
        .default('auto'),
    )
    .requiredOption('--out <folder>', 'save FILE-000001.trace.json and so on in this folder, made if missing')
    .addOption(
      new Option('--limit <count>', 'stop after this many traces').argParser(
        wholeNumber('--limit', { least: 1, most: Number.MAX_SAFE_INTEGER }),
      ),
    )
    .option('--force', 'overwrite the traces of an earlier import')
    .option('--json', 'print {format, traces, problems: [{line, message}]}, nothing else')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', HELP)
    .action(async (file: string, options: ImportFileOptions) => {
      process.exitCode = await importFile(file, options);
    });
}
