/** A run of tokens, from the one that was picked to another: what Copy Tokens copies. */
import { css } from 'lit';
import type { Trace } from '../../src/core/trace/trace';
import { rangeOf, shownTokens, textNodeOf } from './displayPlaces';
import type { RowView } from './stepRows';

const highlight = new Highlight();
highlight.priority = -1;
CSS.highlights.set('wp-range', highlight);

/** Tokens `start` to `end` (exclusive). */
export interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/** Between two tokens, both included, in whichever order. */
export function rangeBetween(one: number, other: number): TokenRange {
  return { start: Math.min(one, other), end: Math.max(one, other) + 1 };
}

/** Paints the range over the rows that it touches; null paints nothing. */
export function paintRange(rows: readonly RowView[], trace: Trace, range: TokenRange | null): void {
  highlight.clear();
  if (!range || range.end - range.start < 2) return;
  for (const { text } of rows) {
    const node = text && textNodeOf(text.element);
    if (!node) continue;
    const start = Math.max(range.start, text.range.start);
    const end = Math.min(range.end, text.range.end);
    if (start < end) highlight.add(rangeOf(node, shownTokens(trace, text.range.start, start, end)));
  }
}

export const rangeStyles = css`
  ::highlight(wp-range) {
    background-color: var(
      --vscode-editor-selectionBackground,
      color-mix(in srgb, var(--wp-accent) 40%, transparent)
    );
  }
`;
