import { diffArrays } from 'diff';

export interface TextPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/**
 * Words inserted and removed at most. The time of the search grows with their square (400: some milliseconds), and
 * two texts with more differences than that are read one after the other, not word by word.
 */
const MOST_EDITS = 400;

/** Words, runs of white space, and every other character on its own. */
const WORDS = /[\p{L}\p{N}\p{M}_]+|\s+|[^\p{L}\p{N}\p{M}_\s]/gu;

export const wordsOf = (text: string): string[] => text.match(WORDS) ?? [];

/**
 * What to take out of `left` and put in to get `right`. Its `same` and `removed` parts are `left`, its `same` and
 * `added` parts are `right`, to the character.
 * @returns null where too much is different
 */
export function diffWords(left: string, right: string): TextPart[] | null {
  const changes = diffArrays(wordsOf(left), wordsOf(right), { maxEditLength: MOST_EDITS });
  if (changes === undefined) return null;
  const parts = changes.map(({ added, removed, value }): TextPart => {
    return { kind: added ? 'added' : removed ? 'removed' : 'same', text: value.join('') };
  });
  return withoutIslands(parts);
}

/** White space alone between two changes would cut one change into many: it becomes a part of them. */
function withoutIslands(parts: readonly TextPart[]): TextPart[] {
  const result: TextPart[] = [];
  let removed = '';
  let added = '';
  const flush = (): void => {
    if (removed !== '') result.push({ kind: 'removed', text: removed });
    if (added !== '') result.push({ kind: 'added', text: added });
    removed = added = '';
  };
  parts.forEach(({ kind, text }, index) => {
    const isIsland =
      kind === 'same' &&
      removed !== '' &&
      added !== '' &&
      index < parts.length - 1 &&
      /^[^\S\n]+$/.test(text);
    if (kind === 'removed' || isIsland) removed += text;
    if (kind === 'added' || isIsland) added += text;
    if (kind === 'same' && !isIsland) {
      flush();
      result.push({ kind, text });
    }
  });
  flush();
  return result;
}
