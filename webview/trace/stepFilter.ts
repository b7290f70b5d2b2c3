/** Which steps a filter lets through: a pure function of the trace. */
import type { Step, Trace } from '../../src/core/trace/trace';

export interface StepFilter {
  /** Score below this, 0..1; null: any. Steps without a score have none below anything. */
  readonly below: number | null;
  /** With a wait at its beginning or inside it. */
  readonly waits: boolean;
  /** Judged by somebody: by annotations, or by labels that an imported trace brought. */
  readonly annotated: boolean;
  /** Contains this text, in any case; '': any. */
  readonly text: string;
}

export const NO_FILTER: StepFilter = { below: null, waits: false, annotated: false, text: '' };

/** What a condition may look at. */
interface Candidate {
  readonly step: Step;
  readonly hasWait: boolean;
  readonly isAnnotated: boolean;
  /** Exact text, lower-cased. */
  readonly text: () => string;
}

/** Null where the filter does not ask for it. One more condition is one more line. */
const CONDITIONS: readonly ((filter: StepFilter) => ((candidate: Candidate) => boolean) | null)[] = [
  ({ below }) => (below === null ? null : ({ step }) => step.score !== null && step.score < below),
  ({ waits }) => (waits ? ({ hasWait }) => hasWait : null),
  ({ annotated }) => (annotated ? ({ isAnnotated }) => isAnnotated : null),
  ({ text }) => (text === '' ? null : (candidate) => candidate.text().includes(text.toLowerCase())),
];

export function isFiltering(filter: StepFilter): boolean {
  return CONDITIONS.some((condition) => condition(filter) !== null);
}

/**
 * @param textOf exact text of tokens `start` to `end`
 * @param isAnnotated whether something is said of a step; default: of none
 * @returns places in `trace.steps` of those that meet every condition; null: the filter asks for nothing
 */
export function matchingSteps(
  trace: Trace,
  filter: StepFilter,
  textOf: (start: number, end: number) => string,
  isAnnotated: (step: number) => boolean = () => false,
): ReadonlySet<number> | null {
  const conditions = CONDITIONS.map((condition) => condition(filter)).filter((test) => test !== null);
  if (conditions.length === 0) return null;
  const waits = trace.interventions.filter(({ kind }) => kind === 'wait').map(({ at }) => at);
  const found = new Set<number>();
  trace.steps.forEach((step, index) => {
    const candidate: Candidate = {
      step,
      isAnnotated: (trace.imported?.labels?.[index] ?? null) !== null || isAnnotated(index),
      hasWait: waits.some((at) => at >= step.start && at < step.end),
      text: () => textOf(step.start, step.end).toLowerCase(),
    };
    if (conditions.every((test) => test(candidate))) found.add(index);
  });
  return found;
}
