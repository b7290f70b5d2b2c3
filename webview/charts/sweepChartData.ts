/** What the charts of a sweep show, in thinking tokens; no DOM. */
import { bisector } from 'd3';

/** The answer of a column, or of several that ended alike. */
export interface AnswerPoint {
  /** Of the columns, ascending. */
  readonly places: readonly number[];
  /** Thinking tokens. */
  readonly tokens: number;
  /** How sure the model was, 0..1; null: not known. */
  readonly confidence: number | null;
  /** Null: not graded. */
  readonly right: boolean | null;
  /** All that is to say of it. */
  readonly words: string;
}

/** Scores along the thinking of a column. */
export interface ScoreLine {
  readonly place: number;
  /** What stands at its end. */
  readonly name: string;
  readonly thinkingTokens: number;
  /** Scored steps, where they end. */
  readonly scores: readonly { readonly tokens: number; readonly score: number }[];
  /** Thinking tokens before each wait. */
  readonly waitsAt: readonly number[];
}

const byEnd = bisector(({ tokens }: ScoreLine['scores'][number]) => tokens);

/** The step that a token is in. @returns null where it is in none that has a score */
export function scoreAt(
  { scores, thinkingTokens }: ScoreLine,
  tokens: number,
): { step: number; score: number } | null {
  if (tokens > thinkingTokens) return null;
  const step = byEnd.left(scores, tokens);
  const found = scores[step];
  return found ? { step, score: found.score } : null;
}

/**
 * The line that is nearest to a place of the chart.
 * @param distance between the score of a line there and the place @param first wins where several are as near
 */
export function nearestLine(
  lines: readonly ScoreLine[],
  tokens: number,
  distance: (score: number) => number,
  first: readonly (number | null)[],
): ScoreLine | null {
  let nearest: ScoreLine | null = null;
  let least = Infinity;
  const inOrder = [...lines].sort((a, b) => rank(first, a.place) - rank(first, b.place));
  for (const one of inOrder) {
    const at = scoreAt(one, tokens);
    const far = at ? distance(at.score) : Infinity;
    if (far < least) [nearest, least] = [one, far];
  }
  return nearest;
}

function rank(first: readonly (number | null)[], place: number): number {
  const at = first.indexOf(place);
  return at < 0 ? first.length : at;
}
