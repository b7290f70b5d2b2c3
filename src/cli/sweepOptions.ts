/** The options of `waitpoint sweep`: what it varies, and the columns they make. */
import { Option, type Command } from 'commander';
import { MOST_SEED, MOST_TEMPERATURE, MOST_TOKENS } from '../core/limits';
import { errors } from '../core/errors';
import type { ModelDefaults } from '../core/modelDefaults';
import { sweepColumns } from '../core/sweep/columns';
import type { RunRequest } from '../core/trace/trace';
import { listOf } from '../core/input/lists';
import { decimalNumber, wholeNumber } from '../core/input/numbers';
import { addRequestOptions, requestOf, type RunOptions } from './runOptions';

/** As those of a run, with lists in place of one maximum and one number of waits. */
export interface SweepOptions extends Omit<RunOptions, 'max' | 'waits' | 'quiet'> {
  readonly max: readonly number[];
  readonly waits: readonly number[];
  readonly strings?: readonly (readonly string[])[];
  readonly temperatures?: readonly number[];
  readonly seeds?: readonly number[];
  readonly limit?: number;
}

const DEFAULT_MAXIMA = [64, 128, 256, 512];

export function addSweepOptions(command: Command): Command {
  const list = <T>(flag: string, value: string, about: string, parse: (text: string) => T): Option =>
    new Option(`--${flag} <${value},…>`, about).argParser(listOf(`--${flag}`, parse));
  const whole = (flag: string, least: number, most = MOST_TOKENS) =>
    wholeNumber(`--${flag}`, { least, most });
  addRequestOptions(command, () => {
    command
      .addOption(
        list('max', 'tokens', 'thinking tokens never exceeded', whole('max', 1)).default(
          DEFAULT_MAXIMA,
          DEFAULT_MAXIMA.join(','),
        ),
      )
      .addOption(list('waits', 'count', 'ends of thinking refused', whole('waits', 0)).default([0], '0'));
  });
  command.optionsGroup('Sweep, with every combination of all lists:');
  command
    .addOption(
      list(
        'strings',
        'text',
        'continuation texts, one a column; none: refuse only',
        continuationOf,
      ).conflicts('continuation'),
    )
    .addOption(
      list(
        'temperatures',
        'number',
        '0 is greedy',
        decimalNumber('--temperatures', { least: 0, most: MOST_TEMPERATURE }),
      ).conflicts('temperature'),
    )
    .addOption(list('seeds', 'number', 'where it samples', whole('seeds', 0, MOST_SEED)).conflicts('seed'))
    .addOption(new Option('--limit <count>', 'columns at most, the first ones').argParser(whole('limit', 1)));
  command.optionsGroup('Output:');
  command
    .option('--out <folder>', 'save every column in it, as a trace; journaled while it runs')
    .option('--json', 'print {question, usage, columns} as JSON, nothing else');
  command.optionsGroup('Help:');
  return command.helpOption('-h, --help', 'show this help');
}

function continuationOf(text: string): string[] {
  if (text === '')
    throw errors.badInput('--strings has an empty text. Give it one, or none to refuse ends only.');
  return text === 'none' ? [] : [text];
}

/** The columns that `options` ask for, with `defaults` of the model where they are silent. */
export function columnsOf(options: SweepOptions, defaults: ModelDefaults): RunRequest[] {
  const { max, waits, strings, temperatures, seeds, limit } = options;
  const base = requestOf({ ...options, max: Math.max(...max), waits: Math.max(...waits) }, defaults);
  const axes = { maxima: max, waits, continuations: strings, temperatures, seeds };
  return sweepColumns(base, axes).slice(0, limit);
}
