/** The options of `waitpoint eval`: what they are called, what they accept, and the settings they make. */
import { Option, type Command } from 'commander';
import { MOST_CONCURRENCY } from '../core/evaluation/concurrency';
import { MOST_TOKENS } from '../core/limits';
import { expandMethods, methodNamed } from '../core/evaluation/methods/methods';
import { AUTO } from '../core/evaluation/methods/search';
import { evaluationSettings } from '../core/evaluation/plan';
import { DEFAULTS, type EvaluationSettings, type SettingsChoice } from '../core/evaluation/settings';
import type { ModelDefaults } from '../core/modelDefaults';
import { listOf } from '../core/input/lists';
import { decimalNumber, largeNumber, wholeNumber } from '../core/input/numbers';
import { addRequestOptions, addWhole, requestOf, type RunOptions } from './runOptions';

/** As those of a run, with lists of budgets; what is undefined follows the model's defaults, or the paper's plan. */
export interface EvalOptions
  extends Omit<RunOptions, 'max' | 'waits' | 'out' | 'json' | 'quiet'>, SettingsChoice {
  readonly policy?: string;
  readonly compute?: number;
  readonly limit?: number;
  readonly skipBad?: true;
  readonly concurrency?: number;
  readonly out: string;
  readonly parquet?: true;
  readonly json?: true;
}

export function addEvalOptions(command: Command): Command {
  addRequestOptions(command, () => addBudgets(command));
  command.optionsGroup('Methods:');
  command
    .addOption(
      new Option(
        '--methods <names>',
        'with commas between, in the order of the results; see below (default: budget-forcing)',
      ).argParser(listOf('--methods', knownMethod)),
    )
    .addOption(
      new Option('--paper <name>', 'the whole table of a paper, in place of --methods')
        .choices(['s1'])
        .conflicts('methods'),
    );
  addWhole(
    command,
    'most-tries',
    'count',
    'samples until rejection sampling gives up',
    DEFAULTS.mostTries,
    1,
    10_000,
  );
  addWhole(
    command,
    'samples',
    'count',
    'samples that difficulty-waits estimates from',
    DEFAULTS.samples,
    1,
    1000,
  );
  command.addOption(
    new Option('--confidence <number>', 'probability of the answer, or score, at which adaptive waits stop')
      .argParser(decimalNumber('--confidence', { least: 0, most: 1 }))
      .default(DEFAULTS.confidence),
  );

  addPolicyOptions(command, 'the method auto');

  command.optionsGroup('Dataset:');
  command
    .addOption(
      new Option('--limit <count>', 'take this many questions from the beginning').argParser(
        wholeNumber('--limit', { least: 1, most: Number.MAX_SAFE_INTEGER }),
      ),
    )
    .addOption(
      new Option('--concurrency <count>', 'questions at once, on servers (default: 4 for each)').argParser(
        wholeNumber('--concurrency', { least: 1, most: MOST_CONCURRENCY }),
      ),
    )
    .option('--skip-bad', 'leave out what cannot be asked, in place of refusing the dataset');

  command.optionsGroup('Output:');
  command
    .requiredOption('--out <folder>', 'results, traces and tables; made if missing, gone on with if there')
    .option('--parquet', 'save the results as results.parquet too')
    .option('--json', 'print {results, metrics} as JSON, nothing else');
  command.optionsGroup('Help:');
  return command.helpOption('-h, --help', 'show this help');
}

/** @param what goes by the policy */
export function addPolicyOptions(command: Command, what: string): void {
  command
    .option('--policy <file>', `what waitpoint tune has found, for ${what}`)
    .addOption(
      new Option(
        '--compute <number>',
        "most that a question may cost, in the policy's unit (default: what the policy says)",
      ).argParser(largeNumber('--compute')),
    );
}

/** @throws WaitpointError `badInput` */
function knownMethod(name: string): string {
  // What "auto" goes by is read later.
  for (const one of expandMethods([name])) if (one !== AUTO) methodNamed(one);
  return name;
}

function addBudgets(command: Command): void {
  const whole = (flag: string, least: number) => wholeNumber(`--${flag}`, { least, most: MOST_TOKENS });
  command
    .addOption(
      new Option('--budgets <tokens>', 'maxima of thinking tokens, ascending, with commas between')
        .argParser(listOf('--budgets', whole('budgets', 1)))
        .default(DEFAULTS.budgets, DEFAULTS.budgets.join()),
    )
    .addOption(
      new Option('--waits <counts>', 'ends of thinking refused, with commas between')
        .argParser(listOf('--waits', whole('waits', 0)))
        .default(DEFAULTS.waits, DEFAULTS.waits.join()),
    )
    .addOption(
      new Option(
        '--max <tokens>',
        `thinking tokens where a method sets no maximum (default: ${DEFAULTS.mostThinking}, or the largest budget)`,
      ).argParser(whole('max', 1)),
    );
}

/** The settings that `options` make, with `defaults` of the model where they are silent. */
export function settingsOf(options: EvalOptions, defaults: ModelDefaults): EvaluationSettings {
  return evaluationSettings(options, (max) => requestOf({ ...options, max, waits: 0 }, defaults));
}
