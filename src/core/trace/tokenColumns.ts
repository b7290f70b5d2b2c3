/** Tokens in columns: index i of every column speaks of token i. Cheap to append, to send and to validate. */

/** Alternatives recorded for every token: the most probable ids at its position. */
export const ALTERNATIVES = 5;

export interface TokenColumns {
  id: number[];
  /**
   * Text each token adds. Concatenated it is the exact text: a token that ends inside a UTF-8 character adds '',
   * the one that completes it adds the character.
   */
  text: string[];
  /** Probability of the token under the raw distribution (before any sampler setting), 0..1; null: not known. */
  prob: (number | null)[];
  /** Shannon entropy of the raw distribution, nats; null: not known. */
  entropy: (number | null)[];
  /** When it was picked: milliseconds since the run began (since the call began, where an engine reports it). */
  timeMs: number[];
  /** `ALTERNATIVES` ids a token, most probable first, -1 where there is none. */
  alternativeIds: number[];
  /** Their raw probabilities, aligned with `alternativeIds`; 0 where there is none. */
  alternativeProbs: number[];
  /** Text of every id in `alternativeIds`, alone; keyed by id. */
  alternativeTexts: Record<string, string>;
}

export function emptyColumns(): TokenColumns {
  return {
    id: [],
    text: [],
    prob: [],
    entropy: [],
    timeMs: [],
    alternativeIds: [],
    alternativeProbs: [],
    alternativeTexts: {},
  };
}

/** Appends `more` to `columns` in place. Loops instead of spreading: a column may hold 100,000 tokens. */
export function appendColumns(columns: TokenColumns, more: TokenColumns): void {
  const push = <T>(to: T[], from: readonly T[]): void => {
    for (const value of from) to.push(value);
  };
  push(columns.id, more.id);
  push(columns.text, more.text);
  push(columns.prob, more.prob);
  push(columns.entropy, more.entropy);
  push(columns.timeMs, more.timeMs);
  push(columns.alternativeIds, more.alternativeIds);
  push(columns.alternativeProbs, more.alternativeProbs);
  Object.assign(columns.alternativeTexts, more.alternativeTexts);
}

/** Says which column has not the entries that its tokens need; null when all have. */
export function unevenColumn(columns: TokenColumns): string | null {
  const tokens = columns.id.length;
  for (const name of ['text', 'prob', 'entropy', 'timeMs'] as const) {
    if (columns[name].length !== tokens) return `${name} has ${columns[name].length} entries, id ${tokens}`;
  }
  for (const name of ['alternativeIds', 'alternativeProbs'] as const) {
    if (columns[name].length !== tokens * ALTERNATIVES)
      return `${name} has ${columns[name].length} entries; ${ALTERNATIVES} for each of ${tokens} tokens are needed`;
  }
  return null;
}

/** Tokens `start` to `end` (exclusive) as columns of their own. */
export function sliceColumns(columns: TokenColumns, start: number, end = columns.id.length): TokenColumns {
  const ids = columns.alternativeIds.slice(start * ALTERNATIVES, end * ALTERNATIVES);
  const texts: Record<string, string> = {};
  for (const id of ids) {
    const text = columns.alternativeTexts[id];
    if (text !== undefined) texts[id] = text;
  }
  return {
    id: columns.id.slice(start, end),
    text: columns.text.slice(start, end),
    prob: columns.prob.slice(start, end),
    entropy: columns.entropy.slice(start, end),
    timeMs: columns.timeMs.slice(start, end),
    alternativeIds: ids,
    alternativeProbs: columns.alternativeProbs.slice(start * ALTERNATIVES, end * ALTERNATIVES),
    alternativeTexts: texts,
  };
}

/** The alternatives of token `index`, most probable first. */
export function alternativesOf(
  columns: TokenColumns,
  index: number,
): { id: number; text: string; probability: number }[] {
  const found = [];
  for (let i = index * ALTERNATIVES; i < (index + 1) * ALTERNATIVES; i++) {
    const id = columns.alternativeIds[i];
    if (id === undefined || id < 0) continue;
    found.push({
      id,
      text: columns.alternativeTexts[id] ?? '',
      probability: columns.alternativeProbs[i] ?? 0,
    });
  }
  return found;
}
