import type { BudgetRun } from '../budgetRuns';
import { groupsOf, share } from '../cells';
import type { Section } from '../evaluation';
import { readStep, stepTexts, type Operation } from '../readStep';

const MOST_WAITS = 6;

interface Check {
  readonly operation: Operation | null;
  /** The value last stated for the step is its true result. */
  readonly rightBefore: boolean;
  readonly rightAfter: boolean;
}

export const alarms: Section = {
  title: 'False alarms',
  method:
    `Checks of a step (“…, let me check step k: …, so step k is V.”) in the runs of 1 to ${MOST_WAITS} waits, which are ` +
    `prefixes of each other, so that each check counts once. *False alarm*: the value last stated for the step was its ` +
    'true result, and V is not. *Mended*: it was not, and V is. In percent.',
  make: async (evaluation) => {
    const checks = (await evaluation.budgetRuns()).flatMap(checksOf);
    return [
      {
        columns: [
          'operation',
          'checks',
          'false alarms, of all checks',
          '… of right steps',
          'mended, of wrong steps',
        ],
        rows: groupsOf(checks, ({ operation }) => operation).map(({ name, items }) => {
          const right = items.filter(({ rightBefore }) => rightBefore);
          const wrong = items.filter(({ rightBefore }) => !rightBefore);
          const spoiled = right.filter(({ rightAfter }) => !rightAfter).length;
          const mended = wrong.filter(({ rightAfter }) => rightAfter).length;
          return [
            name,
            String(items.length),
            share(spoiled, items.length),
            share(spoiled, right.length),
            share(mended, wrong.length),
          ];
        }),
      },
    ];
  },
};

function checksOf({ question, trace }: BudgetRun): Check[] {
  const checks: Check[] = [];
  const stated = new Map<number, string>();
  const { maxThinkingTokens } = trace.request.budget;
  for (const text of stepTexts(trace, { waits: MOST_WAITS, maxThinkingTokens })) {
    const found = readStep(text);
    if (!found) continue;
    const { kind, step, value, operation } = found;
    const truth = question.steps[step - 1];
    const before = stated.get(step);
    if (kind === 'check' && truth !== undefined && before !== undefined) {
      checks.push({ operation, rightBefore: before === truth, rightAfter: value === truth });
    }
    stated.set(step, value);
  }
  return checks;
}
