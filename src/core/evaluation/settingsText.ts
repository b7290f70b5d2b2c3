/** The settings of an evaluation as they are typed: read field by field, so that each is told what is wrong with it. */
import { MOST_TOKENS } from '../limits';
import { messageOf } from '../errors';
import { listOf } from '../input/lists';
import { decimalNumber, wholeNumber } from '../input/numbers';
import type { RunRequest } from '../trace/trace';
import { searchNamed } from '../search/methodName';
import { evaluationSettings, planCells } from './plan';
import type { PlannedCell } from './methods/method';
import {
  DEFAULTS,
  validateBudgets,
  validateSettings,
  validateWaits,
  type EvaluationSettings,
} from './settings';

/** A field left empty is as by default. */
export interface SettingsTexts {
  /** Names of `methodWords()` that are chosen; those with a part of their own take it from the next two. */
  readonly methods: readonly string[];
  /** Samples of `majority@K`, with commas. */
  readonly majority: string;
  /** Strings of `continuation:TEXT`, with commas. */
  readonly strings: string;
  /** Searches, with commas. */
  readonly searches: string;
  /** All of s1's table, in place of `methods`. */
  readonly paper: boolean;
  readonly budgets: string;
  readonly waits: string;
  /** Used in turn where an end is refused; `none` refuses only. */
  readonly continuation: string;
  readonly min: string;
  readonly max: string;
  readonly maxAnswer: string;
  readonly temperature: string;
  readonly seed: string;
  readonly mostTries: string;
  readonly samples: string;
  readonly confidence: string;
  /** Questions from the beginning; empty: all. */
  readonly limit: string;
}
export type SettingsField = keyof SettingsTexts;
/** One sentence a field that is wrong. */
export type SettingsProblems = Partial<Record<SettingsField, string>>;

export interface ReadSettings {
  /** Null where something is wrong. */
  readonly settings: EvaluationSettings | null;
  readonly planned: readonly PlannedCell[];
  readonly limit: number | undefined;
  readonly problems: SettingsProblems;
}

/** Above it a distribution only flattens. */
const HOTTEST = 10;
const MAJORITY = 'majority@K';
const STRING = 'continuation:TEXT';
const SEARCH = 'STRATEGY@NxM';

/** @param base what the fields that are left empty are taken from */
export function readSettings(texts: SettingsTexts, base: RunRequest): ReadSettings {
  const problems: SettingsProblems = {};
  const attempt = <T>(field: SettingsField, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      problems[field] ??= messageOf(error);
      return undefined;
    }
  };
  const read = <T>(field: SettingsField, ifEmpty: T, parse: (text: string) => T): T => {
    const text = String(texts[field]).trim();
    return text === '' ? ifEmpty : (attempt(field, () => parse(text)) ?? ifEmpty);
  };
  const whole = (least: number, most = MOST_TOKENS) => wholeNumber('It', { least, most });
  const list = <T>(parse: (text: string) => T) => {
    const all = listOf('The list', parse);
    return (text: string): readonly T[] => all(text, undefined);
  };

  const budgets = read<readonly number[]>('budgets', DEFAULTS.budgets, list(whole(1)));
  const waits = read<readonly number[]>('waits', DEFAULTS.waits, list(whole(0)));
  const strings = read<readonly string[]>('strings', [], list(aText));
  const continuation = read<readonly string[]>('continuation', base.continuation, continuationOf);
  const max = read<number | undefined>('max', undefined, whole(1));
  const { budget, sampler } = base;
  const request = (maxThinkingTokens: number): RunRequest => ({
    ...base,
    continuation: [...continuation],
    budget: {
      minThinkingTokens: read('min', budget.minThinkingTokens, whole(0)),
      maxThinkingTokens,
      waits: 0,
      maxAnswerTokens: read('maxAnswer', budget.maxAnswerTokens, whole(1)),
    },
    sampler: {
      ...sampler,
      temperature: read('temperature', sampler.temperature, decimalNumber('It', { least: 0, most: HOTTEST })),
      seed: read('seed', sampler.seed, whole(0, 0xffffffff)),
    },
  });
  const majority = read<readonly number[]>('majority', [], list(whole(1, 1024)));
  const searches = read<readonly string[]>('searches', [], list(aSearch));
  const methods = texts.methods.flatMap((name) => {
    if (name === MAJORITY) return majority.map((count) => `majority@${count}`);
    if (name === STRING) return strings.map((text) => `continuation:${text}`);
    if (name === SEARCH) return searches;
    return [name];
  });
  const settings = evaluationSettings(
    {
      ...(texts.paper ? { paper: 's1' } : { methods }),
      ...{ budgets, waits, max },
      mostTries: read('mostTries', DEFAULTS.mostTries, whole(1, 10_000)),
      samples: read('samples', DEFAULTS.samples, whole(1, 1000)),
      confidence: read('confidence', DEFAULTS.confidence, decimalNumber('It', { least: 0, most: 1 })),
    },
    request,
  );
  const limit = read<number | undefined>('limit', undefined, whole(1, Number.MAX_SAFE_INTEGER));

  attempt('budgets', () => validateBudgets(settings));
  attempt('waits', () => validateWaits(settings));
  const chosen = (name: string): boolean => !texts.paper && texts.methods.includes(name);
  if (chosen(MAJORITY) && majority.length === 0)
    problems.majority ??= 'Say how many samples, such as 2, 4, 8.';
  if (chosen(STRING) && strings.length === 0)
    problems.strings ??= 'Give the strings to compare, such as Hmm.';
  if (chosen(SEARCH) && searches.length === 0)
    problems.searches ??= 'Name the searches, such as best-of-n@8, beam@16x4.';
  if (!texts.paper && texts.methods.length === 0) problems.methods ??= 'Choose a method.';
  if (Object.keys(problems).length === 0) {
    attempt(max === undefined ? 'min' : 'max', () => validateSettings(settings));
  }
  const planned =
    Object.keys(problems).length === 0 ? attempt('methods', () => planCells(settings)) : undefined;
  return planned ? { settings, planned, limit, problems } : { settings: null, planned: [], limit, problems };
}

function aText(text: string): string {
  if (text === '') throw new Error('Something is missing between two commas.');
  return text;
}

function aSearch(text: string): string {
  if (searchNamed(text) === null)
    throw new Error(`“${text}” is no search. Write it as best-of-n@8, or beam@16x4.`);
  return text;
}

function continuationOf(text: string): readonly string[] {
  const all = listOf('The list', aText)(text, undefined);
  if (!all.includes('none')) return all;
  if (all.length === 1) return [];
  throw new Error('“none” refuses ends without a text: it goes with no other.');
}
