import { errors, quote } from '../errors';
import { MOST_SEED, MOST_TOKENS } from '../limits';
import { compileStepPattern } from '../trace/segmentation';
import { requestSchema, type Budget, type RunRequest, type SamplerSettings } from '../trace/trace';

const BUDGET_NAMES: Record<keyof Budget, string> = {
  minThinkingTokens: 'The minimum of thinking tokens',
  maxThinkingTokens: 'The maximum of thinking tokens',
  waits: 'The number of waits',
  maxAnswerTokens: 'The maximum of answer tokens',
};

type Rule = readonly [name: string, holds: (value: number) => boolean, inWords: string];

const SAMPLER_RULES: Record<keyof SamplerSettings, Rule> = {
  temperature: ['The temperature', (value) => value >= 0, 'a number from 0 (greedy) on'],
  topK: ['top-k', (value) => Number.isInteger(value) && value >= 0, 'a whole number from 0 (off) on'],
  topP: ['top-p', (value) => value >= 0 && value <= 1, 'a number from 0 to 1 (off)'],
  minP: ['min-p', (value) => value >= 0 && value <= 1, 'a number from 0 (off) to 1'],
  repeatPenalty: ['The repetition penalty', (value) => value > 0, 'a number above 0 (1 is off)'],
  seed: [
    'The seed',
    (value) => Number.isInteger(value) && value >= 0 && value <= MOST_SEED,
    `a whole number from 0 to ${MOST_SEED}`,
  ],
};

/**
 * Checks a question and a request before anything is loaded.
 * @throws WaitpointError `emptyQuestion`, `badBudget` or `badInput`, naming the field, its value and the rule
 */
export function validateRequest(question: string, request: RunRequest): void {
  if (question.trim() === '') throw errors.emptyQuestion();
  for (const [key, name] of Object.entries(BUDGET_NAMES) as [keyof Budget, string][]) {
    const value = request.budget[key];
    const least = key === 'maxThinkingTokens' || key === 'maxAnswerTokens' ? 1 : 0;
    if (!Number.isInteger(value) || value < least || value > MOST_TOKENS) {
      throw errors.badBudget(name, value, `a whole number from ${least} to ${MOST_TOKENS}`);
    }
  }
  const { minThinkingTokens, maxThinkingTokens } = request.budget;
  if (minThinkingTokens > maxThinkingTokens) throw errors.minAboveMax(minThinkingTokens, maxThinkingTokens);
  for (const [key, [name, holds, inWords]] of Object.entries(SAMPLER_RULES) as [
    keyof SamplerSettings,
    Rule,
  ][]) {
    const value = request.sampler[key];
    if (!Number.isFinite(value) || !holds(value)) {
      throw errors.badInput(`${name} is ${quote(value)}, but it must be ${inWords}.`);
    }
  }
  if (request.preset === 'generic' && request.delimiters === null) {
    throw errors.badInput(
      'The preset "generic" needs the delimiters of the thinking: set its start and its end.',
    );
  }
  if (request.segmentation.by === 'regex') compileStepPattern(request.segmentation.pattern);
  const parsed = requestSchema.safeParse(request);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw errors.badInput(
      `The request is not valid at ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? '?'}.`,
    );
  }
}

/** Tokens a run needs at least: thinking and answer, without the question. */
export function leastContext({ budget }: RunRequest): number {
  return budget.maxThinkingTokens + budget.maxAnswerTokens;
}
