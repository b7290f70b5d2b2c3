/** What a grader says of an answer. */

/**
 * `text`, `normalised`, `number`, `formula`, `parts`: right, and how that was seen. `different`: wrong. `unlike`: wrong,
 * as the two are of different kinds. `unread`: one of them is no mathematics that is known, and the texts differ.
 * `missing`: there is no answer. `gaveUp`: it would have taken too long; counted as wrong.
 */
export const VERDICT_KINDS = [
  'text',
  'normalised',
  'number',
  'formula',
  'parts',
  'different',
  'unlike',
  'unread',
  'missing',
  'gaveUp',
] as const;
export type VerdictKind = (typeof VERDICT_KINDS)[number];

export interface Verdict {
  readonly correct: boolean;
  readonly kind: VerdictKind;
  /** For a user, in words: `equal after normalising: 1/2`. */
  readonly reason: string;
}

/** Longest piece of an answer in a reason. */
const LONGEST_SHOWN = 80;

export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)}…` : line;
}

export const right = (kind: VerdictKind, reason: string): Verdict => ({ correct: true, kind, reason });
export const wrong = (kind: VerdictKind, reason: string): Verdict => ({ correct: false, kind, reason });
