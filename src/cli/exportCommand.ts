/** `waitpoint export TRACE…`. */
import { Command, Option } from 'commander';
import { EXPORT_FORMATS } from '../core/formats/export/exportFormats';
import { DEFAULT_EXPORT } from '../core/formats/export/exportFormat';
import { ALWAYS_LOST } from '../core/formats/export/losses';
import { FORMATS } from '../core/formats/formats';
import { exportTraces, type ExportTracesOptions } from './exportTraces';
import { decimalNumber } from '../core/input/numbers';

const NAME_COLUMN = 16;

const HELP = `
Formats:
${EXPORT_FORMATS.map(({ name, title }) => `  ${name.padEnd(NAME_COLUMN)}${title}`).join('\n')}

Labels of steps are those of the source of an imported trace; else scores say right from --threshold on. Every row is read
back before it is written: what the format cannot keep is told, and a trace that would read back as another text is left
out. ${ALWAYS_LOST}

dpo pairs a trace with its forks, and forks of one token with each other: give it both. The right answer is chosen; where
grades do not tell, the better scores of the steps after the shared beginning.

Examples:
  waitpoint export traces --format math-shepherd --neutral wrong --out prm.jsonl
  waitpoint export selection/selection.jsonl --format s1-text --out train.parquet
  waitpoint export run.trace.json run.fork-*.trace.json --format dpo --out pairs.jsonl --json

Exit codes:
  0    every trace is in the rows
  2    bad input, such as a trace that was left out, or an output that cannot be written
  130  interrupted; nothing was written
`;

const decimal = (option: string): ((text: string) => number) => decimalNumber(option, { least: 0, most: 1 });

export function exportCommand(): Command {
  const choice = (
    flags: string,
    description: string,
    choices: readonly string[],
    chosen?: string,
  ): Option => {
    const option = new Option(flags, description).choices(choices);
    return chosen === undefined ? option.makeOptionMandatory() : option.default(chosen);
  };
  const { neutral, unlabelled, threshold, reasoning, delimiters, score, margin } = DEFAULT_EXPORT;
  const names = EXPORT_FORMATS.map(({ name }) => name);
  return new Command('export')
    .description('Write traces in a format that others train on.')
    .argument('<trace...>', 'trace files, folders of them, or files of rows that waitpoint import reads')
    .addOption(choice('--format <name>', 'what to write', names))
    .requiredOption('--out <file>', 'FILE.jsonl or FILE.parquet')
    .addOption(
      choice(
        '--neutral <label>',
        'count neutral steps as, where there is no neutral',
        ['right', 'wrong'],
        neutral,
      ),
    )
    .addOption(
      choice(
        '--unlabelled <label>',
        'count steps without a label as',
        ['leave-out', 'right', 'wrong'],
        unlabelled,
      ),
    )
    .addOption(
      new Option('--threshold <score>', 'scores from here on are right')
        .argParser(decimal('--threshold'))
        .default(threshold),
    )
    .addOption(
      choice(
        '--reasoning <field>',
        'chat: where the thinking stands',
        ['reasoning_content', 'reasoning', 'thinking', 'tags'],
        reasoning,
      ),
    )
    .addOption(
      choice(
        '--delimiters <name>',
        'dpo: round the thinking',
        ['think-tags', 's1', 'openthoughts'],
        delimiters,
      ),
    )
    .addOption(choice('--score <name>', 'dpo: which score tells', ['mean', 'last', 'min', 'product'], score))
    .addOption(
      new Option('--margin <score>', 'dpo: by how much').argParser(decimal('--margin')).default(margin),
    )
    .addOption(
      choice('--from <name>', 'format of rows', ['auto', ...FORMATS.map(({ name }) => name)], 'auto'),
    )
    .option('--force', 'overwrite a file that is there')
    .option('--json', 'print {format, file, rows, traces, losses, leftOut}, nothing else')
    .addHelpText('after', HELP)
    .action(async (traces: string[], options: ExportTracesOptions) => {
      process.exitCode = await exportTraces(traces, options);
    });
}
