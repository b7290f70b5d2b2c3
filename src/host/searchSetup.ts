/** The form of a search: what is proposed, and what is made of what was typed. */
import { messageOf } from '../core/errors';
import { validateRequest } from '../core/decode/validate';
import { decimalNumber, largeNumber, wholeNumber } from '../core/input/numbers';
import { l10n } from '../core/l10n';
import { MOST_SEED, MOST_TEMPERATURE, MOST_TOKENS } from '../core/limits';
import {
  MOST_AT_ONCE,
  MOST_PATHS,
  SEARCH_TEMPERATURE,
  searchSettings,
  validateSearch,
  type SearchSettings,
} from '../core/search/settings';
import { needsScores, ranksSteps, type StrategyName } from '../core/search/words';
import type { RunRequest } from '../core/trace/trace';
import type { SearchCheck, SearchField, SearchForm, SearchTextField } from '../protocol/searchView';
import { slotsFor } from '../core/search/runSearch';
import type { AutoOptions } from '../core/search/strategies/auto';
import type { SearchRecord } from '../core/search/searchRecord';

/** What is proposed at first: a tree that is seen as a whole, and there within seconds. */
const FIRST: { readonly strategy: StrategyName; readonly n: string } = { strategy: 'beam', n: '8' };

const NO_TEXTS: Readonly<Record<SearchTextField, string>> = {
  ...{ question: '', expected: '', n: '', width: '', expand: '', rounds: '', lookahead: '', balance: '' },
  ...{ temperature: '', seed: '', max: '', min: '', waits: '', treeTokens: '', atOnce: '', compute: '' },
};

/** What a form is made from. */
export interface SearchSource {
  readonly question: SearchRecord['question'];
  /** Fields that are left empty take their values from it. */
  readonly request: RunRequest;
  readonly modelPath: string;
  /** 'none' for no scorer. */
  readonly scorerPath: string;
}

/** @param last as it was typed last, for the settings; null: never */
export function proposedForm(source: SearchSource, last: Partial<SearchForm> | null): SearchForm {
  const { question, modelPath, scorerPath } = source;
  const { strategy, n } = FIRST;
  const scored = scorerPath !== 'none';
  return {
    ...NO_TEXTS,
    ...(scored ? { strategy, n } : { strategy: 'majority', n }),
    ...{ select: null, aggregate: 'last', unique: false, policyPath: '' },
    ...last,
    ...{ question: question.text, expected: question.expected ?? '', modelPath, scorerPath },
  };
}

/** The form that asks for the same as a search did. */
export function formOf(record: SearchRecord, modelPath: string, scorerPath: string): SearchForm {
  const { question, settings, request } = record;
  const { budget, sampler } = request;
  return {
    ...{ question: question.text, expected: question.expected ?? '', modelPath, scorerPath },
    ...{ strategy: settings.strategy, select: settings.select, aggregate: settings.aggregate },
    ...{ unique: settings.unique, policyPath: '', compute: '' },
    ...{ n: String(settings.n), width: String(settings.width), expand: String(settings.expand) },
    ...{ rounds: String(settings.rounds), balance: String(settings.balance) },
    lookahead: settings.lookahead === 0 ? '' : String(settings.lookahead),
    ...{ temperature: String(sampler.temperature), seed: String(sampler.seed) },
    ...{ max: String(budget.maxThinkingTokens), min: String(budget.minThinkingTokens) },
    waits: String(budget.waits),
    treeTokens: settings.treeTokens === null ? '' : String(settings.treeTokens),
    atOnce: settings.atOnce === null ? '' : String(settings.atOnce),
  };
}

/** What the rules of a search are over: they say nothing of values that cannot be read. */
const RULED = ['n', 'width', 'expand', 'rounds', 'lookahead', 'treeTokens', 'atOnce', 'temperature'] as const;

export interface ReadSearch extends SearchCheck {
  /** Null where something is wrong. */
  readonly order: {
    readonly question: SearchRecord['question'];
    readonly request: RunRequest;
    readonly settings: SearchSettings;
    readonly auto: AutoOptions | undefined;
  } | null;
}

/** What `auto` goes by, or why there is none. */
export type ReadPolicy = { readonly auto: AutoOptions } | { readonly problem: string };

/**
 * @param base request that fields left empty take their values from
 * @param policy where the strategy is `auto`
 */
export function readSearchForm(
  form: SearchForm,
  base: RunRequest,
  policy: ReadPolicy | null = null,
): ReadSearch {
  const problems: Partial<Record<SearchField, string>> = {};
  const attempt = <T>(field: SearchField, read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      problems[field] ??= messageOf(error);
      return undefined;
    }
  };
  const typed = (field: SearchTextField, parse: (text: string) => number): number | undefined => {
    const text = form[field].trim();
    return text === '' ? undefined : attempt(field, () => parse(text));
  };
  const whole = (field: SearchTextField, name: string, least: number, most: number): number | undefined =>
    typed(field, wholeNumber(name, { least, most }));

  const strategy = form.strategy === 'auto' ? 'best-of-n' : form.strategy;
  const compute = typed('compute', largeNumber('The compute'));
  const n = whole('n', 'N', 1, MOST_PATHS);
  const width = whole('width', 'The width', 1, MOST_PATHS);
  const settings = searchSettings({
    ...{ strategy, aggregate: form.aggregate, unique: form.unique },
    ...given('select', form.select ?? undefined),
    ...given('n', n),
    ...given('width', width),
    ...given('expand', whole('expand', 'The number of ways to expand', 1, MOST_PATHS)),
    ...given('rounds', whole('rounds', 'The number of rounds', 1, 1000)),
    ...given('lookahead', whole('lookahead', 'The lookahead', 1, 100)),
    ...given('balance', typed('balance', decimalNumber('The balance', { least: 0.001, most: 100 }))),
    ...given('treeTokens', whole('treeTokens', 'The budget of the tree', 1, MOST_TOKENS)),
    ...given('atOnce', whole('atOnce', 'The number of paths at once', 1, MOST_AT_ONCE)),
  });
  const temperature = typed(
    'temperature',
    decimalNumber('The temperature', { least: 0, most: MOST_TEMPERATURE }),
  );
  const { budget, sampler } = base;
  const request: RunRequest = {
    ...base,
    budget: {
      ...budget,
      maxThinkingTokens: whole('max', 'The maximum of a path', 1, MOST_TOKENS) ?? budget.maxThinkingTokens,
      minThinkingTokens: whole('min', 'The minimum of a path', 0, MOST_TOKENS) ?? budget.minThinkingTokens,
      waits: whole('waits', 'The number of waits', 0, MOST_TOKENS) ?? budget.waits,
    },
    sampler: {
      ...sampler,
      temperature: temperature ?? temperatureOf(base),
      seed: whole('seed', 'The seed', 0, MOST_SEED) ?? sampler.seed,
    },
  };
  const question = { text: form.question, expected: form.expected.trim() || null };
  if (question.text.trim() === '') problems.question = l10n.t('Type a question to search.');
  else if (request.budget.minThinkingTokens > request.budget.maxThinkingTokens)
    attempt('min', () => validateRequest(question.text, request));
  const scored = form.scorerPath !== 'none';
  if (form.strategy === 'auto') {
    if (!scored) problems.strategy = l10n.t('auto tells by scores how hard a question is. Choose a scorer.');
    else if (policy && 'problem' in policy) problems.policyPath = policy.problem;
  }
  if (!RULED.some((field) => field in problems))
    attempt(blamed(settings, request.sampler.temperature, scored), () =>
      validateSearch(settings, request.sampler.temperature, scored),
    );
  if (Object.keys(problems).length === 0) attempt('atOnce', () => slotsFor(settings));
  if (Object.keys(problems).length === 0) attempt('question', () => validateRequest(question.text, request));
  return {
    problems,
    defaults: {
      ...defaultsOf({ ...form, strategy }, base, settings),
      compute: policy && 'auto' in policy ? policy.auto.compute.toPrecision(3) : '',
    },
    select: settings.select,
    order:
      Object.keys(problems).length === 0
        ? {
            question,
            request,
            settings,
            auto: policy && 'auto' in policy ? under(policy.auto, compute) : undefined,
          }
        : null,
  };
}

function under(auto: AutoOptions, compute: number | undefined): AutoOptions {
  return compute === undefined ? auto : { ...auto, compute };
}

/** The field that a rule over several is told at. */
function blamed(
  { strategy, select, n, width, treeTokens }: SearchSettings,
  temperature: number,
  scored: boolean,
): SearchField {
  if (width > n || (n % width !== 0 && strategy !== 'rebase')) return 'width';
  if (treeTokens !== null && treeTokens < n) return 'treeTokens';
  if (n > 1 && temperature === 0) return 'temperature';
  if (!scored && ranksSteps(strategy)) return 'strategy';
  if (!scored && needsScores(select)) return 'select';
  return 'n';
}

/** A greedy trace's search samples: all its paths would be the same. */
function temperatureOf({ sampler }: RunRequest): number {
  return sampler.temperature === 0 ? SEARCH_TEMPERATURE : sampler.temperature;
}

function defaultsOf(
  form: SearchForm & { readonly strategy: StrategyName },
  base: RunRequest,
  settings: SearchSettings,
): SearchCheck['defaults'] {
  const { budget, sampler } = base;
  const left = searchSettings({
    strategy: form.strategy,
    n: settings.n,
    ...(form.width.trim() === '' ? {} : { width: settings.width }),
  });
  return {
    n: String(searchSettings({ strategy: form.strategy }).n),
    width: String(searchSettings({ strategy: form.strategy, n: settings.n }).width),
    ...{ expand: String(left.expand), rounds: String(left.rounds), balance: String(left.balance) },
    lookahead: String(searchSettings({ strategy: 'lookahead' }).lookahead),
    ...{ temperature: String(temperatureOf(base)), seed: String(sampler.seed) },
    ...{ max: String(budget.maxThinkingTokens), min: String(budget.minThinkingTokens) },
    ...{ waits: String(budget.waits), treeTokens: 'no limit', atOnce: 'all' },
  };
}

/** Left out where it is not known: a default takes its place. */
function given<Key extends string, T>(key: Key, value: T | undefined): Partial<Record<Key, T>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<Key, T>>);
}
