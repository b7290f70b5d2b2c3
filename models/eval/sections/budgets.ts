import type { Table } from '../../../bench/support/benchmark';
import { mean } from '../../../src/core/metrics/bootstrap';
import { MAXIMA, WAITS, type BudgetRun, type Outcome } from '../budgetRuns';
import { groupsOf, percent } from '../cells';
import type { Section } from '../evaluation';

export const waits: Section = {
  title: 'Accuracy over waits',
  method:
    'Right answers in percent, greedy, at most 512 thinking tokens. One run a question under the largest budget; the ' +
    'smaller ones are its prefixes, with the answer probed where they end.',
  make: async (evaluation) => {
    const runs = await evaluation.budgetRuns();
    return [table(runs, 'waits', WAITS, (run) => run.byWaits), ...agreement(runs)];
  },
};

export const maximum: Section = {
  title: 'Accuracy over the maximum of thinking tokens',
  method:
    'The same questions, with as many waits as fit below the maximum: the end of thinking is refused until the budget ' +
    'cuts.',
  make: async (evaluation) => [
    table(await evaluation.budgetRuns(), 'maximum', MAXIMA, (run) => run.byMaximum),
  ],
};

function table(
  runs: readonly BudgetRun[],
  name: string,
  budgets: readonly number[],
  outcomes: (run: BudgetRun) => readonly Outcome[],
): Table {
  const groups = groupsOf(runs, ({ question }) => question.domain);
  return {
    columns: [
      name,
      'mean thinking tokens',
      ...groups.map((group) => `${group.name} (${group.items.length})`),
    ],
    rows: budgets.map((budget, i) => [
      String(budget),
      mean(runs.map((run) => outcomes(run)[i]?.tokens ?? NaN)).toFixed(0),
      ...groups.map(({ items }) => percent(items.map((run) => outcomes(run)[i]?.right ?? false))),
    ]),
  };
}

/** Whether probes answer as runs of their own do, where both were made. */
function agreement(runs: readonly BudgetRun[]): string[] {
  const compared = runs.flatMap(({ differing }) => differing ?? []);
  if (compared.length === 0) return [];
  const differing = compared.reduce((sum, count) => sum + count, 0);
  const all = compared.length * (WAITS.length + MAXIMA.length);
  return [`Every budget was run on its own: ${differing} of ${all} outcomes differ from the probed ones.`];
}
