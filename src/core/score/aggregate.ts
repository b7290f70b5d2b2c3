/** One score for a trace from the scores of its steps (shared semantics, section 4). */
export type Aggregation = 'last' | 'min' | 'mean' | 'product';

/** @returns null where there is no step */
export function aggregate(scores: readonly number[], by: Aggregation): number | null {
  if (scores.length === 0) return null;
  switch (by) {
    case 'last':
      return scores.at(-1) ?? null;
    case 'min':
      return scores.reduce((least, score) => Math.min(least, score));
    case 'mean':
      return scores.reduce((sum, score) => sum + score, 0) / scores.length;
    case 'product':
      return scores.reduce((product, score) => product * score, 1);
    default:
      return by satisfies never;
  }
}
