/** The run bar as its user types it: text, which may be wrong, and what is wrong with it in words. */
import { MOST_SEED } from '../../src/core/limits';
import type { PresetName, RunRequest, Segmentation } from '../../src/core/trace/trace';
import type { RunParameters, ViewState } from '../../src/protocol/webview';
import { l10n } from '../components/l10n';

export interface RunForm {
  readonly question: string;
  readonly modelPath: string;
  readonly scorerPath: string;
  readonly min: string;
  readonly max: string;
  readonly waits: string;
  readonly maxAnswer: string;
  readonly continuation: readonly string[];
  readonly preset: PresetName;
  readonly delimiterStart: string;
  readonly delimiterEnd: string;
  /** Null: the preset's own. */
  readonly answerPrefix: string | null;
  readonly greedy: boolean;
  /** Kept while greedy, to come back to. */
  readonly temperature: string;
  readonly topK: string;
  readonly topP: string;
  readonly minP: string;
  readonly repeatPenalty: string;
  readonly seed: string;
  readonly segmentBy: Segmentation['by'];
  readonly pattern: string;
}

export type FormField = keyof RunForm;

/** What each field is called, in the view and in messages. */
export const FIELD_LABELS: Readonly<Record<FormField, string>> = {
  question: l10n.t('Question'),
  modelPath: l10n.t('Model'),
  scorerPath: l10n.t('Scorer'),
  min: l10n.t('Min'),
  max: l10n.t('Max'),
  waits: l10n.t('Waits'),
  maxAnswer: l10n.t('Max answer'),
  continuation: l10n.t('Continue with'),
  preset: l10n.t('Preset'),
  delimiterStart: l10n.t('Start of thinking'),
  delimiterEnd: l10n.t('End of thinking'),
  answerPrefix: l10n.t('Answer prefix'),
  greedy: l10n.t('Sampler'),
  temperature: l10n.t('Temperature'),
  topK: l10n.t('Top-k'),
  topP: l10n.t('Top-p'),
  minP: l10n.t('Min-p'),
  repeatPenalty: l10n.t('Repeat penalty'),
  seed: l10n.t('Seed'),
  segmentBy: l10n.t('Divide steps'),
  pattern: l10n.t('Step pattern'),
};

/** Where a run bar is wrong: one sentence a field, in the order of the fields. */
export type Problems = ReadonlyMap<FormField, string>;

/** Proposed when sampling is switched on. */
const FIRST_TEMPERATURE = '0.7';

export function parametersOf(state: ViewState): RunParameters {
  const { trace, modelPath, scorerPath } = state;
  return { question: trace.question.text, request: trace.request, modelPath, scorerPath };
}

export function formOf({ question, request, modelPath, scorerPath }: RunParameters): RunForm {
  const { budget, sampler, segmentation } = request;
  return {
    question,
    modelPath,
    scorerPath,
    min: String(budget.minThinkingTokens),
    max: String(budget.maxThinkingTokens),
    waits: String(budget.waits),
    maxAnswer: String(budget.maxAnswerTokens),
    continuation: request.continuation,
    preset: request.preset,
    delimiterStart: request.delimiters?.start ?? '<think>',
    delimiterEnd: request.delimiters?.end ?? '</think>',
    answerPrefix: request.answerPrefix,
    greedy: sampler.temperature === 0,
    temperature: sampler.temperature === 0 ? FIRST_TEMPERATURE : String(sampler.temperature),
    topK: String(sampler.topK),
    topP: String(sampler.topP),
    minP: String(sampler.minP),
    repeatPenalty: String(sampler.repeatPenalty),
    seed: String(sampler.seed),
    segmentBy: segmentation.by,
    pattern: segmentation.by === 'regex' ? segmentation.pattern : '\\n',
  };
}

/** The form's values, and null in their place as long as something is wrong. */
export function readForm(form: RunForm): { parameters: RunParameters | null; problems: Problems } {
  const problems = new Map<FormField, string>();
  const number = (field: FormField, text: string, rule: NumberRule): number => {
    const found = readNumber(text, rule);
    if (typeof found === 'number') return found;
    problems.set(field, found);
    return Number.NaN;
  };
  const check = (field: FormField, right: boolean, message: string): void => {
    if (!right) problems.set(field, message);
  };

  check('question', form.question.trim() !== '', l10n.t('Type a question to run.'));
  check('modelPath', form.modelPath !== '', l10n.t('Choose a model.'));
  const min = number('min', form.min, { whole: true, least: 0 });
  const max = number('max', form.max, { whole: true, least: 1 });
  check(
    'min',
    problems.has('min') || !(min > max),
    l10n.t('The minimum of {0} is above the maximum of {1}. Lower it, or raise the maximum.', min, max),
  );
  const waits = number('waits', form.waits, { whole: true, least: 0 });
  const maxAnswer = number('maxAnswer', form.maxAnswer, { whole: true, least: 1 });

  const generic = form.preset === 'generic';
  if (generic)
    check(
      'delimiterEnd',
      form.delimiterEnd !== '',
      l10n.t('The text that ends the thinking cannot be empty.'),
    );

  const temperature = form.greedy
    ? 0
    : number('temperature', form.temperature, {
        least: 0,
        exclusive: true,
        hint: l10n.t('Choose greedy for 0.'),
      });
  const topK = number('topK', form.topK, { whole: true, least: 0 });
  const topP = number('topP', form.topP, { least: 0, exclusive: true, most: 1 });
  const minP = number('minP', form.minP, { least: 0, most: 1 });
  const repeatPenalty = number('repeatPenalty', form.repeatPenalty, { least: 0, exclusive: true });
  const seed = number('seed', form.seed, { whole: true, least: 0, most: MOST_SEED });
  if (form.segmentBy === 'regex') {
    const message = patternProblem(form.pattern);
    check('pattern', message === null, message ?? '');
  }

  const request: RunRequest = {
    preset: form.preset,
    delimiters: generic ? { start: form.delimiterStart, end: form.delimiterEnd } : null,
    budget: { minThinkingTokens: min, maxThinkingTokens: max, waits, maxAnswerTokens: maxAnswer },
    continuation: [...form.continuation],
    answerPrefix: form.answerPrefix,
    sampler: { temperature, topK, topP, minP, repeatPenalty, seed },
    segmentation:
      form.segmentBy === 'regex' ? { by: 'regex', pattern: form.pattern } : { by: form.segmentBy },
  };
  const { question, modelPath, scorerPath } = form;
  return { parameters: problems.size > 0 ? null : { question, request, modelPath, scorerPath }, problems };
}

interface NumberRule {
  readonly whole?: boolean;
  readonly least: number;
  /** `least` itself is not allowed. */
  readonly exclusive?: boolean;
  readonly most?: number;
  readonly hint?: string;
}

/** The number, or what is wrong with its text. */
function readNumber(text: string, rule: NumberRule): number | string {
  const typed = text.trim();
  if (typed === '') return rule.whole ? l10n.t('Type a whole number.') : l10n.t('Type a number.');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed)) return l10n.t('“{0}” is not a number.', typed);
  const value = Number(typed);
  if (rule.whole && !Number.isInteger(value)) return l10n.t('Must be a whole number, not {0}.', typed);
  if (value < rule.least) return `${l10n.t('Cannot be below {0}.', rule.least)} ${rule.hint ?? ''}`.trim();
  if (rule.exclusive && value === rule.least)
    return `${l10n.t('Must be above {0}.', rule.least)} ${rule.hint ?? ''}`.trim();
  const most = rule.most ?? Number.MAX_SAFE_INTEGER;
  return value > most ? l10n.t('Cannot be above {0}.', most) : value;
}

function patternProblem(pattern: string): string | null {
  if (pattern === '') return l10n.t('Type a regular expression that matches the end of a step.');
  try {
    new RegExp(pattern, 'u');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
