/** The options of `waitpoint eval`: what they are called, what they accept, and the settings they make. */
import { Option, type Command } from 'commander';
import { MOST_TOKENS } from '../core/decode/validate';
import { expandMethods } from '../core/evaluation/methods/methods';
import { S1_METHODS } from '../core/evaluation/plan';
import type { EvaluationSettings } from '../core/evaluation/settings';
import type { ModelDefaults } from '../core/modelDefaults';
import { DEFAULT_REQUEST } from '../core/trace/trace';
import { addEngineOptions, addModelOptions } from './engineOptions';
import { listed, wholeNumbers } from './numberList';
import { decimalNumber, wholeNumber } from './numbers';
import { addForcedTextOptions, addPresetOptions, requestOf, type RunOptions } from './runOptions';

/** Values of the options as parsed; what is undefined follows the model's defaults, or the paper's plan. */
export interface EvalOptions extends Pick<
  RunOptions,
  | 'model'
  | 'scorer'
  | 'scorerProtocol'
  | 'preset'
  | 'thinkStart'
  | 'thinkEnd'
  | 'steps'
  | 'continuation'
  | 'answerPrefix'
  | 'answerMax'
  | 'temperature'
  | 'seed'
  | 'gpu'
  | 'context'
  | 'threads'
> {
  readonly methods?: readonly string[];
  readonly paper?: 's1';
  readonly budgets: readonly number[];
  readonly waits: readonly number[];
  readonly max?: number;
  readonly mostTries: number;
  readonly samples: number;
  readonly confidence: number;
  readonly limit?: number;
  readonly skipBad?: true;
  readonly out: string;
  readonly parquet?: true;
  readonly json?: true;
}

/** Short enough for a small model, and far enough apart to tell a slope. */
const BUDGETS: readonly number[] = [64, 128, 256, 512];
const WAITS: readonly number[] = [0, 1, 2, 4];
/** Where nothing else ends the thinking. */
const MOST_THINKING = 4096;
const MOST_TRIES = 64;
const SAMPLES = 8;
const CONFIDENCE = 0.9;

export function addEvalOptions(command: Command): Command {
  command.optionsGroup('What is compared:');
  command
    .addOption(
      new Option(
        '--methods <names>',
        'with commas between, in the order of the results; see below (default: budget-forcing)',
      ).argParser((text) => expandMethods(listed('--methods', text))),
    )
    .addOption(
      new Option('--paper <name>', 'the whole table of a paper, in place of --methods')
        .choices(['s1'])
        .conflicts('methods'),
    )
    .addOption(
      new Option('--budgets <tokens>', 'maxima of thinking tokens, ascending, with commas between')
        .argParser(wholeNumbers('--budgets', { least: 1, most: MOST_TOKENS }))
        .default(BUDGETS, BUDGETS.join()),
    )
    .addOption(
      new Option('--waits <counts>', 'ends of thinking refused, with commas between')
        .argParser(wholeNumbers('--waits', { least: 0, most: MOST_TOKENS }))
        .default(WAITS, WAITS.join()),
    );
  command.addOption(
    new Option(
      '--max <tokens>',
      `thinking tokens where a method sets no maximum (default: ${MOST_THINKING}, or the largest budget)`,
    ).argParser(wholeNumber('--max', { least: 1, most: MOST_TOKENS })),
  );
  whole(command, 'answer-max', 'tokens', 'tokens of the answer', DEFAULT_REQUEST.budget.maxAnswerTokens, 1);
  addForcedTextOptions(command);
  whole(command, 'most-tries', 'count', 'samples until rejection sampling gives up', MOST_TRIES, 1, 10_000);
  whole(command, 'samples', 'count', 'samples that difficulty-waits estimates from', SAMPLES, 1, 1000);
  command.addOption(
    new Option('--confidence <number>', 'probability of the answer, or score, at which adaptive waits stop')
      .argParser(decimalNumber('--confidence', { least: 0, most: 1 }))
      .default(CONFIDENCE),
  );

  command.optionsGroup('Dataset:');
  command
    .addOption(
      new Option('--limit <count>', 'take this many questions from the beginning').argParser(
        wholeNumber('--limit', { least: 1, most: Number.MAX_SAFE_INTEGER }),
      ),
    )
    .option('--skip-bad', 'leave out what cannot be asked, in place of refusing the dataset');

  command.optionsGroup('Models:');
  addModelOptions(command);
  addPresetOptions(command);
  command.addOption(
    new Option('--temperature <number>', '0 is greedy; methods that sample do so at 1')
      .argParser(decimalNumber('--temperature', { least: 0, most: 10 }))
      .default(DEFAULT_REQUEST.sampler.temperature),
  );
  whole(command, 'seed', 'number', 'decides every random number', 0, 0, 0xffffffff);
  command.optionsGroup('Engine:');
  addEngineOptions(command);

  command.optionsGroup('Output:');
  command
    .requiredOption('--out <folder>', 'results, traces and tables; made if missing, gone on with if there')
    .option('--parquet', 'save the results as results.parquet too')
    .option('--json', 'print {results, metrics} as JSON, nothing else');
  command.optionsGroup('Help:');
  return command.helpOption('-h, --help', 'show this help');
}

function whole(
  command: Command,
  flag: string,
  value: string,
  about: string,
  preset: number,
  least: number,
  most = MOST_TOKENS,
): void {
  command.addOption(
    new Option(`--${flag} <${value}>`, about)
      .argParser(wholeNumber(`--${flag}`, { least, most }))
      .default(preset),
  );
}

/** The settings that `options` make, with `defaults` of the model where they are silent. */
export function settingsOf(options: EvalOptions, defaults: ModelDefaults): EvaluationSettings {
  const { topK, topP, minP, repeatPenalty } = DEFAULT_REQUEST.sampler;
  const max = options.max ?? Math.max(MOST_THINKING, ...options.budgets);
  const run: RunOptions = { ...options, max, min: 0, waits: 0, topK, topP, minP, repeatPenalty };
  return {
    paper: options.paper ?? null,
    methods: [...(options.methods ?? (options.paper ? S1_METHODS : ['budget-forcing']))],
    budgets: [...options.budgets],
    waits: [...options.waits],
    request: requestOf(run, defaults),
    mostTries: options.mostTries,
    difficultySamples: options.samples,
    confidence: options.confidence,
  };
}
