/**
 * Choosing among the answers of several traces (shared semantics, section 4). Candidates without an answer or without a
 * score are dropped, and ties go to the first.
 */
export interface Candidate {
  /** Null: no answer was found. */
  readonly answer: string | null;
  /** Null: it could not be scored. */
  readonly score: number | null;
}

/** Whether two answers are the same. */
export type SameAnswer = (one: string, other: string) => boolean;

const verbatim: SameAnswer = (one, other) => one === other;

/** The answer of the candidate with the highest score; null without a valid candidate. */
export function bestAnswer(candidates: readonly Candidate[]): string | null {
  return highest(valid(candidates));
}

/** The answer whose candidates' scores have the highest sum, in the words of its first candidate. */
export function weightedVote(candidates: readonly Candidate[], same: SameAnswer = verbatim): string | null {
  const sums: { answer: string; score: number }[] = [];
  for (const { answer, score } of valid(candidates)) {
    const sum = sums.find((known) => same(known.answer, answer));
    if (sum) sum.score += score;
    else sums.push({ answer, score });
  }
  return highest(sums);
}

/** The answer that most give. */
export function majorityVote(
  answers: readonly (string | null)[],
  same: SameAnswer = verbatim,
): string | null {
  return weightedVote(
    answers.map((answer) => ({ answer, score: 1 })),
    same,
  );
}

interface ValidCandidate {
  readonly answer: string;
  readonly score: number;
}

function valid(candidates: readonly Candidate[]): ValidCandidate[] {
  return candidates.flatMap(({ answer, score }) =>
    answer === null || score === null || Number.isNaN(score) ? [] : [{ answer, score }],
  );
}

function highest(candidates: readonly ValidCandidate[]): string | null {
  let best: ValidCandidate | null = null;
  for (const candidate of candidates) {
    if (best === null || candidate.score > best.score) best = candidate;
  }
  return best?.answer ?? null;
}
