/** The options of `waitpoint fork`: where it leaves its parent, what it changes there, and the request it makes. */
import { Option, type Command } from 'commander';
import { MOST_SEED, MOST_TOKENS } from '../core/limits';
import { errors, quote } from '../core/errors';
import type { ForkAction } from '../core/fork';
import type { RunRequest, ScorerProtocol, Trace } from '../core/trace/trace';
import type { GpuChoice } from '../protocol/engineProcess';
import { addEngineOptions, addModelOptions } from './engineOptions';
import { decimalNumber, wholeNumber } from '../core/input/numbers';

export interface ForkOptions {
  readonly at: string;
  /** `true`: the next continuation string of the request. */
  readonly wait?: string | true;
  readonly end?: boolean;
  readonly alternative?: number;
  readonly resample?: number;
  readonly edit?: string;
  readonly min?: number;
  readonly max?: number;
  readonly waits?: number;
  readonly continuation?: readonly string[];
  readonly temperature?: number;
  readonly repeatPenalty?: number;
  readonly seed?: number;
  readonly model?: string;
  readonly scorer?: string;
  readonly tokenizer?: string;
  readonly scorerTokenizer?: string;
  readonly scorerProtocol?: ScorerProtocol;
  readonly gpu: GpuChoice;
  readonly context?: number;
  readonly threads: number;
  /** Seconds. */
  readonly serverTimeout: number;
  readonly out: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** More are a search, not a look. */
const MOST_RESAMPLES = 1000;

export function addForkOptions(command: Command): Command {
  const whole = (flag: string, value: string, about: string, least: number, most = MOST_TOKENS): Option =>
    new Option(`--${flag} <${value}>`, about).argParser(wholeNumber(`--${flag}`, { least, most }));
  command.optionsGroup('Fork:');
  command
    .requiredOption('--at <token>', 'token it leaves the parent before; step:K is the first of step K')
    .option('--wait [text]', 'force a continuation string there, and go on')
    .option('--end', 'end the thinking there, and answer')
    .addOption(whole('alternative', 'id', 'take this token there, and go on', 0))
    .addOption(whole('resample', 'count', 'sample the rest again, as often', 1, MOST_RESAMPLES))
    .option('--edit <text>', 'put this text there in place of the rest, and go on');
  command.optionsGroup("Request, where it differs from the parent's:");
  command
    .addOption(whole('min', 'tokens', 'thinking tokens before the model may end', 0))
    .addOption(whole('max', 'tokens', 'thinking tokens never exceeded', 1))
    .addOption(whole('waits', 'count', 'ends of thinking refused', 0))
    .addOption(
      new Option(
        '--continuation <text>',
        'text put where an end is refused; repeat it for several',
      ).argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]),
    )
    .addOption(
      new Option('--temperature <number>', '0 is greedy').argParser(
        decimalNumber('--temperature', { least: 0, most: 10 }),
      ),
    )
    .addOption(
      new Option('--repeat-penalty <number>', '1 is off').argParser(
        decimalNumber('--repeat-penalty', { least: 0.01, most: 10 }),
      ),
    )
    .addOption(whole('seed', 'number', 'of the fork; the first of several', 0, MOST_SEED));
  command.optionsGroup('Models:');
  addModelOptions(command);
  command.optionsGroup('Engine:');
  addEngineOptions(command);
  command.optionsGroup('Output:');
  command
    .requiredOption('--out <file>', 'save the fork in FILE.trace.json; of several, in FILE-1.trace.json …')
    .addOption(new Option('--json', 'print the forks as JSON, one after the other').conflicts('quiet'))
    .option('--quiet', 'print the extracted answers, nothing else');
  command.optionsGroup('Help:');
  return command.helpOption('-h, --help', 'show this help');
}

/** @throws WaitpointError `badInput` for what is no token of the trace */
export function tokenAt(typed: string, { steps, tokens }: Trace): number {
  const step = /^step:(\d+)$/.exec(typed)?.[1];
  if (step !== undefined) {
    const found = steps[Number(step) - 1];
    if (!found) throw errors.badInput(`--at is ${quote(typed)}, and the trace has ${steps.length} steps.`);
    return found.start;
  }
  if (/^\d+$/.test(typed) && Number(typed) <= tokens.id.length) return Number(typed);
  throw errors.badInput(
    `--at is ${quote(typed)}, but it must be a token from 0 to ${tokens.id.length}, or a step such as step:3.`,
  );
}

/** The request of the parent with what the options change. */
export function changedRequest({ request }: Trace, options: ForkOptions): RunRequest {
  const { budget, sampler } = request;
  const { continuation } = options;
  return {
    ...request,
    budget: {
      ...budget,
      minThinkingTokens: options.min ?? budget.minThinkingTokens,
      maxThinkingTokens: options.max ?? budget.maxThinkingTokens,
      waits: options.waits ?? budget.waits,
    },
    continuation: continuation?.includes('none') ? [] : [...(continuation ?? request.continuation)],
    sampler: {
      ...sampler,
      temperature: options.temperature ?? sampler.temperature,
      repeatPenalty: options.repeatPenalty ?? sampler.repeatPenalty,
      seed: options.seed ?? sampler.seed,
    },
  };
}

/**
 * What each fork changes; several where the rest is resampled.
 * @param request as `changedRequest` made it
 * @throws WaitpointError `badInput` for two changes at once
 */
export function actionsOf(options: ForkOptions, request: RunRequest): ForkAction[] {
  const { wait, end, alternative, resample, edit } = options;
  const given = { wait, end, alternative, resample, edit };
  const names = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`]));
  if (names.length > 1) throw errors.badInput(`${names.join(' and ')} are two changes: a fork has one.`);
  if (wait !== undefined) return [{ kind: 'wait', ...(wait === true ? {} : { text: wait }) }];
  if (end) return [{ kind: 'end' }];
  if (alternative !== undefined) return [{ kind: 'alternative', id: alternative }];
  if (edit !== undefined) return [{ kind: 'edit', text: edit }];
  if (resample === undefined) return [{ kind: 'request', request }];
  const first = options.seed ?? request.sampler.seed + 1;
  return Array.from({ length: resample }, (_, i) => ({ kind: 'resample', seed: (first + i) % 2 ** 32 }));
}
