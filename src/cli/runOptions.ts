/** The options of `waitpoint run`: what they are called, what they accept, and the request they make. */
import { Option, type Command } from 'commander';
import { MOST_SEED, MOST_TEMPERATURE, MOST_TOKENS } from '../core/limits';
import { compileStepPattern } from '../core/trace/segmentation';
import { errors, quote } from '../core/errors';
import { requestFrom, type ModelDefaults } from '../core/modelDefaults';
import {
  DEFAULT_REQUEST,
  presetName,
  type PresetName,
  type RunRequest,
  type ScorerProtocol,
  type Segmentation,
} from '../core/trace/trace';
import type { GpuChoice } from '../protocol/engineProcess';
import { addEngineOptions, addModelOptions } from './engineOptions';
import { decimalNumber, wholeNumber } from '../core/input/numbers';

/** Values of the options as parsed; what is undefined follows the model's defaults. */
export interface RunOptions {
  readonly model?: string;
  readonly scorer?: string;
  readonly tokenizer?: string;
  readonly scorerTokenizer?: string;
  readonly scorerProtocol?: ScorerProtocol;
  readonly preset?: PresetName;
  readonly thinkStart?: string;
  readonly thinkEnd?: string;
  readonly steps?: Segmentation;
  readonly min?: number;
  readonly max?: number;
  readonly waits?: number;
  readonly continuation?: readonly string[];
  readonly answerPrefix?: string;
  readonly answerMax?: number;
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly minP?: number;
  readonly repeatPenalty?: number;
  readonly seed?: number;
  readonly gpu: GpuChoice;
  readonly context?: number;
  readonly threads: number;
  /** Seconds. */
  readonly serverTimeout: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const { budget: BUDGET, sampler: SAMPLER } = DEFAULT_REQUEST;
/** Past it, what was said once is as good as forbidden. */
const MOST_PENALTY = 10;

/** Adds the options to `command`, grouped as the help shows them. */
export function addRunOptions(command: Command): Command {
  addRequestOptions(command, () => {
    addSuited(command, 'max', 'tokens', 'thinking tokens never exceeded', BUDGET.maxThinkingTokens, 1);
    addSuited(command, 'waits', 'count', 'ends of thinking refused', BUDGET.waits, 0);
  });
  command.optionsGroup('Output:');
  command
    .option('--out <file>', 'save the trace in FILE.trace.json, journaled while it runs')
    .addOption(new Option('--json', 'print the trace as JSON, nothing else').conflicts('quiet'))
    .option('--quiet', 'print the extracted answer, nothing else');
  command.optionsGroup('Help:');
  return command.helpOption('-h, --help', 'show this help');
}

/** Adds an option with a whole number, which has a default. */
export function addWhole(
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

/** Adds an option with a whole number that follows the model's defaults, and then the built-in one. */
function addSuited(
  command: Command,
  flag: string,
  value: string,
  about: string,
  builtIn: number,
  least: number,
  most = MOST_TOKENS,
): void {
  command.addOption(
    new Option(`--${flag} <${value}>`, suitedText(about, builtIn)).argParser(
      wholeNumber(`--${flag}`, { least, most }),
    ),
  );
}

const suitedText = (about: string, builtIn: number): string =>
  `${about} (default: what suits the model, else ${builtIn})`;

/**
 * Adds what a request is made of, its models and its engine.
 * @param addMaximumAndWaits adds `--max` and `--waits` among the budget's options
 * @param temperature where none is asked for, whatever suits the model; default: what suits it, else greedy
 */
export function addRequestOptions(
  command: Command,
  addMaximumAndWaits: () => void,
  temperature?: number,
): void {
  const decimal = (flag: string, about: string, builtIn: number, least: number, most: number) =>
    command.addOption(
      new Option(`--${flag} <number>`, suitedText(about, builtIn)).argParser(
        decimalNumber(`--${flag}`, { least, most }),
      ),
    );

  command.optionsGroup('Models:');
  addModelOptions(command);
  command
    .addOption(
      new Option(
        '--preset <name>',
        'delimiters of thinking and answer (default: what suits the model)',
      ).choices(presetName.options),
    )
    .option('--think-start <text>', 'start of the thinking, with --preset generic')
    .option('--think-end <text>', 'end of the thinking, with --preset generic')
    .addOption(
      new Option(
        '--steps <rule>',
        'where steps end: blank-line, line, label ("Step n:") or regex:PATTERN (default: what suits the model)',
      ).argParser(parseSteps),
    );

  command.optionsGroup('Budget:');
  addSuited(
    command,
    'min',
    'tokens',
    'thinking tokens before the model may end',
    BUDGET.minThinkingTokens,
    0,
  );
  addMaximumAndWaits();
  command
    .addOption(
      new Option(
        '--continuation <text>',
        'text put where an end is refused; repeat it to use several in turn; none: refuse only (default: "Wait")',
      ).argParser(addContinuation),
    )
    .option('--answer-prefix <text>', "text put after a forced end (default: the preset's)");
  addSuited(command, 'answer-max', 'tokens', 'tokens of the answer', BUDGET.maxAnswerTokens, 1);

  command.optionsGroup('Sampler:');
  if (temperature === undefined)
    decimal('temperature', '0 is greedy', SAMPLER.temperature, 0, MOST_TEMPERATURE);
  else
    command.addOption(
      new Option('--temperature <number>', '0 is greedy')
        .argParser(decimalNumber('--temperature', { least: 0, most: MOST_TEMPERATURE }))
        .default(temperature),
    );
  addSuited(command, 'top-k', 'count', 'most probable tokens to draw from; 0 is all', SAMPLER.topK, 0);
  decimal('top-p', 'probability mass to draw from; 1 is all', SAMPLER.topP, 0, 1);
  decimal('min-p', 'least probability, as a share of the highest; 0 is off', SAMPLER.minP, 0, 1);
  decimal('repeat-penalty', 'over the last 64 tokens; 1 is off', SAMPLER.repeatPenalty, 0.01, MOST_PENALTY);
  addSuited(command, 'seed', 'number', 'decides every random number', SAMPLER.seed, 0, MOST_SEED);

  command.optionsGroup('Engine:');
  addEngineOptions(command);
}

function addContinuation(text: string, before: readonly string[] | undefined): readonly string[] {
  if (text === '')
    throw errors.badInput('--continuation is empty. Give it a text, or none to refuse ends only.');
  return [...(before ?? []), text];
}

/** @throws WaitpointError `badInput` */
export function parseSteps(rule: string): Segmentation {
  if (rule === 'blank-line' || rule === 'line' || rule === 'label') return { by: rule };
  const pattern = /^regex:([\s\S]+)$/.exec(rule)?.[1];
  if (pattern === undefined) {
    throw errors.badInput(
      `--steps is ${quote(rule)}, but it must be blank-line, line, label or regex:PATTERN.`,
    );
  }
  compileStepPattern(pattern);
  return { by: 'regex', pattern };
}

/** The request that `options` make, with `defaults` of the model where they are silent. */
export function requestOf(options: RunOptions, defaults: ModelDefaults): RunRequest {
  const preset = options.preset ?? defaults.preset ?? DEFAULT_REQUEST.preset;
  const delimiters = delimitersOf(preset, options, defaults);
  const asked: { [name in keyof ModelDefaults]: unknown } = {
    preset,
    budget: {
      minThinkingTokens: options.min,
      maxThinkingTokens: options.max,
      waits: options.waits,
      maxAnswerTokens: options.answerMax,
    },
    continuation: continuationOf(options),
    answerPrefix: options.answerPrefix,
    sampler: {
      temperature: options.temperature,
      topK: options.topK,
      topP: options.topP,
      minP: options.minP,
      repeatPenalty: options.repeatPenalty,
      seed: options.seed,
    },
    segmentation: options.steps,
  };
  return { ...requestFrom([asked as ModelDefaults, defaults]), delimiters };
}

function delimitersOf(
  preset: PresetName,
  { thinkStart, thinkEnd, preset: typed }: RunOptions,
  defaults: ModelDefaults,
): RunRequest['delimiters'] {
  if (preset !== 'generic') {
    if (thinkStart === undefined && thinkEnd === undefined) return null;
    const option = thinkStart !== undefined ? '--think-start' : '--think-end';
    throw errors.badInput(`${option} goes with --preset generic only, and the preset is ${quote(preset)}.`);
  }
  const { delimiters } = defaults;
  const end = thinkEnd ?? delimiters?.end;
  if (end === undefined || end === '') {
    const who = typed === undefined ? 'The preset of the model, generic,' : '--preset generic';
    throw errors.badInput(`${who} needs --think-end TEXT, the text that ends the thinking.`);
  }
  return { start: thinkStart ?? (thinkEnd === undefined ? (delimiters?.start ?? '') : ''), end };
}

function continuationOf({ continuation }: RunOptions): string[] | undefined {
  if (continuation === undefined) return undefined;
  if (!continuation.includes('none')) return [...continuation];
  if (continuation.some((text) => text !== 'none')) {
    throw errors.badInput(
      '--continuation none refuses ends without a text: it goes with no other --continuation.',
    );
  }
  return [];
}
