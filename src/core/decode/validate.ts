import { errors } from '../errors';
import { compileStepPattern } from '../trace/segmentation';
import { requestSchema, type Budget, type RunRequest } from '../trace/trace';

/** Thinking tokens past which a budget is surely a slip: no model's context holds more. */
export const MOST_TOKENS = 1_048_576;

const BUDGET_NAMES: Record<keyof Budget, string> = {
  minThinkingTokens: 'The minimum of thinking tokens',
  maxThinkingTokens: 'The maximum of thinking tokens',
  waits: 'The number of waits',
  maxAnswerTokens: 'The maximum of answer tokens',
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
