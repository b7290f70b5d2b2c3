/** Labels for formats that know right and wrong alone, and need one for every step. */
import type { Label } from '../foreignTrace';
import { Unfit, type ExportOptions } from './exportFormat';
import { withSteps, type ExportStep, type ExportTrace } from './exportTrace';
import type { Tell } from './losses';

type Options = Pick<ExportOptions, 'neutral' | 'unlabelled'>;

const VALUES = { right: 1, wrong: -1 } as const;

/**
 * The trace with a label of right or wrong at every step.
 * @throws Unfit where no step has a label, or one without stands before one with
 */
export function withSigns(trace: ExportTrace, options: Options, tell: Tell): ExportTrace {
  const last = trace.steps.findLastIndex(({ label }) => label !== null);
  if (last < 0) throw new Unfit('no step has a label or a score');
  const cut = options.unlabelled === 'leave-out' ? last + 1 : trace.steps.length;
  const left = trace.steps.length - cut;
  if (left > 0) tell('unlabelledCut', left);
  const kept = left > 0 ? withSteps(trace, trace.steps.slice(0, cut)) : trace;
  return { ...kept, steps: signed(kept.steps, options, tell) };
}

/** @throws Unfit where a step has no label, and the options do not say how it counts */
export function signed(
  steps: readonly ExportStep[],
  { neutral, unlabelled }: Options,
  tell: Tell,
): ExportStep[] {
  const counted = (label: Label | null, index: number): Label => {
    if (label === 0) return VALUES[neutral];
    if (label !== null) return label;
    if (unlabelled !== 'leave-out') return VALUES[unlabelled];
    throw new Unfit(`step ${index + 1} has no label, and unlabelled steps are not counted as right or wrong`);
  };
  const result = steps.map((step, i) => ({ ...step, label: counted(step.label, i) }));
  const neutrals = steps.filter(({ label }) => label === 0).length;
  const unknown = steps.filter(({ label }) => label === null).length;
  if (neutrals > 0) tell(neutral === 'right' ? 'neutralAsRight' : 'neutralAsWrong', neutrals);
  if (unknown > 0) tell(unlabelled === 'right' ? 'unlabelledAsRight' : 'unlabelledAsWrong', unknown);
  return result;
}

const NUMBERED = /^Step \d+:/;

/** The trace with `Step 1:` and so on before its steps, by which the first is told from the question. */
export function withNumbers(trace: ExportTrace, tell: Tell): ExportTrace {
  if (trace.steps[0]?.text.startsWith('Step 1:') !== false) return trace;
  const isNumbered = (text: string, i: number): boolean => i > 0 && NUMBERED.test(text);
  tell('stepsNumbered', trace.steps.filter(({ text }, i) => !isNumbered(text, i)).length);
  return withSteps(
    trace,
    trace.steps.map((step, i) =>
      isNumbered(step.text, i) ? step : { ...step, text: `Step ${i + 1}: ${step.text}` },
    ),
  );
}
