/** Which tokens stand where on the screen, by the rows that show them. */
import { boxNear } from './rowGroups';

/** An element that shows a range of tokens from its top to its bottom; rows stand in order. */
export interface TokenRow {
  readonly element: Element;
  readonly start: number;
  readonly end: number;
}

interface Box {
  readonly top: number;
  readonly height: number;
}

type Measure = (row: TokenRow) => Box;

/**
 * The token at height `y` of the window, between two of a row where it is many lines high; null without rows.
 * Rows that are not shown have no height, and are passed over.
 */
export function tokenAtHeight(
  rows: readonly TokenRow[],
  y: number,
  measure: Measure = ({ element }) => boxNear(element, y),
): number | null {
  // The first row that ends below y.
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const shown = firstShown(rows, middle, high, measure);
    if (!shown) high = middle;
    else if (shown.box.top + shown.box.height > y) high = middle;
    else low = shown.index + 1;
  }
  const found = firstShown(rows, low, rows.length, measure);
  if (!found) return rows.at(-1)?.end ?? null;
  const { row, box } = found;
  const share = Math.min(1, Math.max(0, (y - box.top) / box.height));
  return row.start + share * (row.end - row.start);
}

/** Height in the window at which `token` stands; null where no row that is shown holds it or one after it. */
export function heightOfToken(
  rows: readonly TokenRow[],
  token: number,
  measure: Measure = ({ element }) => element.getBoundingClientRect(),
): number | null {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.end ?? 0) > token) high = middle;
    else low = middle + 1;
  }
  const found = firstShown(rows, Math.min(low, rows.length - 1), rows.length, measure);
  if (!found) return null;
  const { row, box } = found;
  const share = Math.min(1, Math.max(0, (token - row.start) / Math.max(1, row.end - row.start)));
  return box.top + share * box.height;
}

function firstShown(
  rows: readonly TokenRow[],
  from: number,
  to: number,
  measure: Measure,
): { index: number; row: TokenRow; box: Box } | null {
  for (let index = Math.max(0, from); index < to; index++) {
    const row = rows[index];
    const box = row && measure(row);
    if (box && box.height > 0) return { index, row, box };
  }
  return null;
}
