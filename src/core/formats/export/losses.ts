/** What an export cannot keep, and what it made up, in words: the same ones for a trace and for all together. */

export type LossKind = keyof typeof TEXTS;

export interface Loss {
  readonly kind: LossKind;
  /** Steps, where the words speak of steps; else 1, and in a sum the traces. */
  readonly count: number;
}

export type Tell = (kind: LossKind, count: number) => void;

const TEXTS = {
  scored: (count: number) => `${steps(count)} labelled by scores`,
  neutralAsRight: (count: number) => `the format has no neutral: ${steps(count)} counted as right`,
  neutralAsWrong: (count: number) => `the format has no neutral: ${steps(count)} counted as wrong`,
  unlabelledAsRight: (count: number) => `${steps(count)} without a label counted as right`,
  unlabelledAsWrong: (count: number) => `${steps(count)} without a label counted as wrong`,
  unlabelledCut: (count: number) => `${steps(count)} after the last label left out`,
  labels: (count: number) => `the labels of ${steps(count)} are not kept`,
  stepsNumbered: (count: number) => `"Step 1:" and so on put before ${steps(count)}`,
  steps: (count: number) => `where ${steps(count)} begin and end is not kept`,
  byPerson: (count: number) => `that a person wrote ${steps(count)} is not kept`,
  answer: () => 'the answer has no place in the format',
  answerPrefixed: () => '"Answer:" put before the answer, as s1 has it',
  emptyAnswer: () => 'an empty answer reads back as none',
  brokenOff: () => 'that the thinking breaks off is not kept',
  expected: () => 'the right answer is not kept',
  whiteSpace: () => 'white space at the ends of steps or texts is not kept exactly',
  halfRow: () => 'the place of a second trace in the row is empty, which an import reports',
  noText: () => 'characters that are no text (half of a surrogate pair) replaced',
} as const satisfies Record<string, (count: number) => string>;

/** What every export leaves behind, of any trace. */
export const ALWAYS_LOST =
  'No format but our own keeps tokens with their probabilities, interventions, scores, probes and the request.';

export function lossText({ kind, count }: Loss): string {
  return TEXTS[kind](count);
}

function steps(count: number): string {
  return count === 1 ? '1 step' : `${count} steps`;
}

/** Adds a loss of one trace to the sums by kind. */
export function addLoss(sums: Map<LossKind, { count: number; traces: number }>, { kind, count }: Loss): void {
  const sum = sums.get(kind) ?? { count: 0, traces: 0 };
  sums.set(kind, { count: sum.count + count, traces: sum.traces + 1 });
}
