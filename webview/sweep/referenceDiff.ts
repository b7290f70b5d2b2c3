/** What a column says otherwise than the one that is pinned, by words. */
import { diffWords, type TextPart } from '../../src/core/trace/wordDiff';
import type { SweepCell, SweepRow } from '../../src/protocol/sweepView';

export interface ComparedCell {
  /** Null: the column has nothing there. */
  readonly cell: SweepCell | null;
  /** `removed` is the reference's, `added` the column's own. */
  readonly parts: readonly TextPart[];
  readonly changed: boolean;
  /** Too much is different for words: the whole is marked. */
  readonly coarse: boolean;
}

const wholeOf = (text: string, kind: TextPart['kind']): TextPart[] => (text === '' ? [] : [{ kind, text }]);

/** Words between two variants of a row, worked out once. */
const known = new WeakMap<SweepCell, WeakMap<SweepCell, readonly TextPart[] | null>>();

function wordsBetween(reference: SweepCell, own: SweepCell): readonly TextPart[] | null {
  const of = known.get(reference) ?? new WeakMap<SweepCell, readonly TextPart[] | null>();
  known.set(reference, of);
  const found = of.get(own);
  if (found !== undefined) return found;
  const words = diffWords(reference.text, own.text);
  of.set(own, words);
  return words;
}

/**
 * @param column place in the row
 * @param reference place in the row of the column that is pinned; null, or the column itself: nothing is marked
 */
export function comparedCell(row: SweepRow, column: number, reference: number | null): ComparedCell {
  const at = (place: number): SweepCell | null => row.variants[row.columns[place] ?? -1] ?? null;
  const cell = at(column);
  const plain = { cell, parts: wholeOf(cell?.text ?? '', 'same'), changed: false, coarse: false };
  if (reference === null || reference === column) return plain;
  const other = at(reference);
  if (!cell || !other) {
    const parts = wholeOf(cell?.text ?? '', 'added');
    return { cell, parts, changed: cell !== other, coarse: false };
  }
  if (cell.text === other.text) {
    return { ...plain, changed: cell.intervention?.text !== other.intervention?.text };
  }
  const words = wordsBetween(other, cell);
  const parts = words ?? wholeOf(cell.text, 'added');
  return { cell, parts, changed: true, coarse: words === null };
}

/** Rows in which some column says something else than `reference`; what is shared is in no row. */
export function changedRows(rows: readonly SweepRow[], reference: number | null): number[] {
  if (reference === null) return [];
  return rows.flatMap(({ variants, columns }, index) => {
    const own = variants[columns[reference] ?? -1];
    const differs = columns.some((place) => {
      const other = variants[place ?? -1];
      return other?.text !== own?.text || other?.intervention?.text !== own?.intervention?.text;
    });
    return differs ? [index] : [];
  });
}
