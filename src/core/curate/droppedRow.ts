/** Rows that are not selected, for people and for programs. */
import type { DropRule } from './decision';
import type { Dropped, Outcome } from './outcome';

/** A line of `dropped.jsonl`. */
export interface DroppedRow extends Dropped {
  /** File of the pool, and line or number of the row in it, from 1. */
  readonly file: string;
  readonly line: number;
  /** `questionKey`: as `keep` and `drop` of the config have it. Null: the row could not be read. */
  readonly key: string | null;
  readonly id: string | null;
  readonly question: string | null;
  readonly domain: string | null;
  readonly length: number | null;
  /** In words. */
  readonly reason: string;
}

const REASONS: Readonly<Record<DropRule, (evidence: string) => string>> = {
  unreadable: (evidence) => evidence,
  'dropped by a person': () => 'The configuration drops it.',
  'same question': (evidence) => `The question is that of ${evidence} again.`,
  'not selected elsewhere': () => 'The selection that came back does not have it.',
  'dropped elsewhere': (evidence) =>
    evidence === '' ? 'It was dropped elsewhere.' : `It was dropped elsewhere: ${evidence}.`,
  nullFields: (evidence) => `The field "${evidence}" is null.`,
  asy: () => 'The question is drawn in Asymptote ([asy]), and is not of AIME.',
  image: () => 'The question has an image.',
  numbering: (evidence) => `The question is numbered as a part of a sheet ("${evidence}").`,
  boldDigits: (evidence) => `The question has bold numbering ("${evidence}").`,
  'solved by a grader': (evidence) => `It is too easy: ${evidence} says that it was solved.`,
  'shared n-gram': (evidence) => `It shares words with an evaluation set: ${evidence}.`,
  'no domain': () => 'It has no domain, by which rows are drawn.',
  'not drawn': () => 'It passed every rule, and was not drawn.',
};

/** Why a row was dropped, in words. */
export const dropWords = ({ rule, evidence }: Pick<Dropped, 'rule' | 'evidence'>): string =>
  REASONS[rule](evidence);

/** @returns null for a row that is selected */
export function droppedRow(
  { key, domain, length, result }: Outcome,
  place: Pick<DroppedRow, 'file' | 'line' | 'id' | 'question'>,
): DroppedRow | null {
  if ('selected' in result) return null;
  const { stage, rule, evidence } = result.dropped;
  const { file, line, id, question } = place;
  return {
    file,
    line,
    key,
    id,
    question,
    domain,
    length,
    stage,
    rule,
    evidence,
    reason: dropWords({ rule, evidence }),
  };
}
