/**
 * Control by asking (s1, section 3.2 and appendix D): the prompt names a length. With `+budget-forcing` the budget is
 * forced on top, with every number of waits.
 */
import type { EvaluationSettings } from '../settings';
import { forcedCell } from './budgetForcing';
import { withBudget, type Method, type PlannedCell } from './method';

/** Thinking tokens that s1 counts for one step. */
const STEP_TOKENS = 100;

/** What is asked for, and the budget that it stands for. */
interface Request {
  readonly suffix: string;
  readonly budget: number;
  readonly variant: string | null;
}

/** Wording as in s1. */
const byTokens = ({ budgets }: EvaluationSettings): Request[] =>
  budgets.map((budget) => ({
    suffix: `\n\nThink for up to ${budget} tokens.`,
    budget,
    variant: null,
  }));

/** Wording as in s1, with as many steps of about 100 tokens as the budget holds, one at least. */
const bySteps = ({ budgets }: EvaluationSettings): Request[] =>
  budgets.map((budget) => ({
    suffix: `\n\nThink for up to ${Math.max(1, Math.round(budget / STEP_TOKENS))} steps.`,
    budget,
    variant: null,
  }));

/** Two classes: a short one held to the smallest budget, a long one held to the largest. */
const byClass = ({ budgets }: EvaluationSettings): Request[] =>
  (['short', 'long'] as const).map((variant) => ({
    suffix: `\n\nAnswer after a ${variant} amount of thinking.`,
    budget: variant === 'short' ? Math.min(...budgets) : Math.max(...budgets),
    variant,
  }));

const WAYS = [
  ['token-conditional', byTokens],
  ['step-conditional', bySteps],
  ['class-conditional', byClass],
] as const;

/** Each way alone, and with budget forcing on top. */
export const conditional: readonly Method[] = WAYS.flatMap(([name, ask]) => [
  {
    name,
    plan: (settings) => ask(settings).map((asked) => askedCell(name, asked, settings)),
  },
  {
    name: `${name}+budget-forcing`,
    plan: (settings) =>
      ask(settings).flatMap(({ suffix, budget, variant }) =>
        settings.waits.map((waits) =>
          forcedCell(`${name}+budget-forcing`, suffix, budget, waits, settings.request, variant),
        ),
      ),
  },
]);

function askedCell(method: string, asked: Request, { request }: EvaluationSettings): PlannedCell {
  const { suffix, budget, variant } = asked;
  return {
    cell: { method, budget, waits: null, variant, mostThinkingTokens: budget, suffix },
    how: { kind: 'run', request: withBudget(request, {}) },
  };
}
