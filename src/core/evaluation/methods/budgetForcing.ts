import { withBudget, type Method, type PlannedCell } from './method';

export const BUDGET_FORCING = 'budget-forcing';

/** Budget forcing (s1, section 3.1): cut at the maximum, and so many ends refused before, and
 * all below the shared minimum; every budget × waits. */
export const budgetForcing: Method = {
  name: BUDGET_FORCING,
  plan: ({ budgets, waits, request }) =>
    budgets.flatMap((max) => waits.map((count) => forcedCell(BUDGET_FORCING, '', max, count, request))),
};

export function forcedCell(
  method: string,
  suffix: string,
  max: number,
  waits: number,
  request: Parameters<typeof withBudget>[0],
  variant: string | null = null,
): PlannedCell {
  return {
    cell: { method, budget: max, waits, variant, mostThinkingTokens: max, suffix },
    how: { kind: 'run', request: withBudget(request, { min: request.budget.minThinkingTokens, max, waits }) },
  };
}
