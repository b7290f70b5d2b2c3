/**
 * Colours for tokens without elements for tokens: ranges of text nodes, painted by the CSS Custom Highlight API.
 * What each looks like stands in `highlightStyles`, to be adopted wherever such text is shown. Tints are variables of
 * the page, made from the theme by `themeTints`.
 */
import { css } from 'lit';

/** The later is painted over the earlier. */
export const TOKEN_KINDS = [
  'unknown',
  'level-1',
  'level-2',
  'level-3',
  'level-4',
  'level-5',
  'fill-forced',
  'fill-user',
  'uncertain',
  'forced',
  'user',
  'selected',
] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

const highlights = Object.fromEntries(TOKEN_KINDS.map((kind) => [kind, new Highlight()])) as Readonly<
  Record<TokenKind, Highlight>
>;
TOKEN_KINDS.forEach((kind, priority) => {
  highlights[kind].priority = priority;
  CSS.highlights.set(`wp-${kind}`, highlights[kind]);
});

/** Ranges never change: text nodes only grow, and a static range costs nothing while they do. */
export function paint(kind: TokenKind, node: Text, start: number, end: number): StaticRange {
  const range = new StaticRange({
    startContainer: node,
    startOffset: start,
    endContainer: node,
    endOffset: end,
  });
  highlights[kind].add(range);
  return range;
}

export function erase(kind: TokenKind, range: StaticRange): void {
  highlights[kind].delete(range);
}

export const highlightStyles = css`
  ::highlight(wp-unknown) {
    color: var(--wp-muted);
  }
  ::highlight(wp-level-1) {
    background-color: var(--wp-level-1);
  }
  ::highlight(wp-level-2) {
    background-color: var(--wp-level-2);
  }
  ::highlight(wp-level-3) {
    background-color: var(--wp-level-3);
  }
  ::highlight(wp-level-4) {
    background-color: var(--wp-level-4);
  }
  ::highlight(wp-level-5) {
    background-color: var(--wp-level-5);
  }
  ::highlight(wp-fill-forced) {
    background-color: var(--wp-fill-forced);
  }
  ::highlight(wp-fill-user) {
    background-color: var(--wp-fill-user);
  }
  ::highlight(wp-uncertain) {
    text-decoration: underline dotted 1px var(--wp-foreground);
  }
  ::highlight(wp-forced) {
    text-decoration: underline 2px var(--wp-wait);
  }
  ::highlight(wp-user) {
    text-decoration: underline double var(--wp-accent-text);
  }
  ::highlight(wp-selected) {
    color: var(--wp-background);
    background-color: var(--wp-foreground);
  }
`;
