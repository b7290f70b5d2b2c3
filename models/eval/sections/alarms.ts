import type { BudgetRun } from '../budgetRuns';
import { groupsOf, statistic } from '../cells';
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
    'true result, and V is not; in percent of all checks, and of those of right steps. *Mended*: it was not, and V is.',
  make: async (evaluation) => {
    const questions = (await evaluation.budgetRuns()).map(checksOf);
    const operations = groupsOf(questions.flat(), ({ operation }) => operation);
    return [
      {
        columns: ['operation', 'checks', 'false alarms', 'of right steps', 'wrong steps', 'mended of them'],
        rows: operations.map(({ name, items }, i) => {
          const own = questions.map((checks) =>
            i === 0 ? checks : checks.filter(({ operation }) => operation === name),
          );
          const shareOf = (of: (check: Check) => boolean, part: (check: Check) => boolean): string =>
            statistic(own, (drawn) => ratio(drawn.flat().filter(of), part), 100, 1);
          return [
            name,
            String(items.length),
            shareOf(() => true, isFalseAlarm),
            shareOf(({ rightBefore }) => rightBefore, isFalseAlarm),
            String(items.filter(({ rightBefore }) => !rightBefore).length),
            shareOf(
              ({ rightBefore }) => !rightBefore,
              ({ rightAfter }) => rightAfter,
            ),
          ];
        }),
      },
    ];
  },
};

function isFalseAlarm({ rightBefore, rightAfter }: Check): boolean {
  return rightBefore && !rightAfter;
}

function ratio<T>(of: readonly T[], part: (item: T) => boolean): number {
  return of.filter(part).length / of.length;
}

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
