import { errors, quote } from '../errors';
import { cellName } from './cell';
import { ABLATION } from './methods/continuation';
import { BUDGET_FORCING, budgetForcing } from './methods/budgetForcing';
import type { PlannedCell } from './methods/method';
import { expandMethods, methodNamed } from './methods/methods';
import type { RunRequest } from '../trace/trace';
import { DEFAULTS, type EvaluationSettings, type SettingsChoice } from './settings';

/** What s1 compares, in the order of the table. */
export const S1_METHODS: readonly string[] = [
  BUDGET_FORCING,
  'none',
  'token-conditional',
  'token-conditional+budget-forcing',
  'step-conditional',
  'step-conditional+budget-forcing',
  'class-conditional',
  'class-conditional+budget-forcing',
  'rejection-sampling',
  'majority@2',
  'majority@4',
  'majority@8',
  ...ABLATION,
];

/**
 * The settings that are chosen.
 * @param requestUnder what all runs share, under this maximum of thinking tokens
 */
export function evaluationSettings(
  choice: SettingsChoice,
  requestUnder: (max: number) => RunRequest,
): EvaluationSettings {
  const { paper = null, budgets, waits, max = Math.max(DEFAULTS.mostThinking, ...budgets) } = choice;
  const methods = choice.methods ?? (paper ? S1_METHODS : [BUDGET_FORCING]);
  return {
    paper,
    methods: expandMethods(methods),
    budgets: [...budgets],
    waits: [...waits],
    request: requestUnder(max),
    mostTries: choice.mostTries,
    difficultySamples: choice.samples,
    confidence: choice.confidence,
    auto: choice.auto ?? null,
  };
}

/** s1 compares the continuation strings at this many waits. */
const ABLATION_WAITS = 2;

/**
 * All cells of an evaluation, in the order of its results.
 * @throws WaitpointError `badInput` for a method that is not known, is there twice, or has no cell
 */
export function planCells(settings: EvaluationSettings): PlannedCell[] {
  const twice = settings.methods.find((name, i) => settings.methods.indexOf(name) !== i);
  if (twice !== undefined) throw errors.badInput(`The method ${quote(twice)} is there twice. Give it once.`);
  const cells = settings.methods.flatMap((name) =>
    settings.paper === 's1' ? s1Cells(name, settings) : methodNamed(name, settings.auto).plan(settings),
  );
  const names = cells.map(({ cell }) => cellName(cell));
  const same = names.find((name, i) => names.indexOf(name) !== i);
  if (same !== undefined) throw errors.badInput(`The cell ${quote(same)} is there twice.`);
  return cells;
}

/**
 * As s1 has them: budget forcing cuts at every budget without a wait (figure 4), and goes on with every number of waits
 * under the largest; the strings are compared there; majorities are of samples that nothing but the largest budget cuts.
 */
function s1Cells(name: string, settings: EvaluationSettings): readonly PlannedCell[] {
  const largest = settings.budgets.slice(-1);
  if (name === BUDGET_FORCING)
    return [
      ...budgetForcing.plan({ ...settings, waits: [0] }),
      ...budgetForcing.plan({
        ...settings,
        budgets: largest,
        waits: settings.waits.filter((count) => count > 0),
      }),
    ];
  const { plan } = methodNamed(name);
  if (ABLATION.includes(name)) return plan({ ...settings, budgets: largest, waits: [ABLATION_WAITS] });
  if (name.startsWith('majority@')) return plan({ ...settings, budgets: largest });
  return plan({ ...settings, waits: [0] });
}
