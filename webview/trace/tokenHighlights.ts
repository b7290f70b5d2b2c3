/**
 * Colours for tokens without elements for tokens: ranges of text nodes, painted by the CSS Custom Highlight API.
 * What each looks like stands in `highlightStyles`, to be adopted wherever such text is shown.
 */
import { css } from 'lit';
import type { Trace } from '../../src/core/trace/trace';

export const TOKEN_KINDS = ['forced', 'user', 'uncertain', 'selected'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** Below this raw probability the model was more likely to write something else. */
const UNCERTAIN_BELOW = 0.5;

const highlights: Readonly<Record<TokenKind, Highlight>> = {
  forced: new Highlight(),
  user: new Highlight(),
  uncertain: new Highlight(),
  selected: new Highlight(),
};
highlights.forced.priority = 1;
highlights.user.priority = 1;
highlights.selected.priority = 2;
for (const kind of TOKEN_KINDS) CSS.highlights.set(`wp-${kind}`, highlights[kind]);

/** How a token is shown, from what is recorded of it; never from its text. */
export function kindOf(trace: Trace, token: number): TokenKind | null {
  const provenance = trace.tokens.provenance[token];
  if (provenance === 'forced' || provenance === 'user') return provenance;
  const uncertain = (trace.tokens.prob[token] ?? 1) < UNCERTAIN_BELOW;
  return uncertain && trace.tokens.text[token]?.trim() !== '' ? 'uncertain' : null;
}

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

export function showUncertain(shown: boolean): void {
  if (shown) CSS.highlights.set('wp-uncertain', highlights.uncertain);
  else CSS.highlights.delete('wp-uncertain');
}

export const highlightStyles = css`
  ::highlight(wp-forced) {
    background-color: color-mix(in srgb, var(--wp-wait) 26%, transparent);
    text-decoration: underline 2px var(--wp-wait);
  }
  ::highlight(wp-user) {
    background-color: color-mix(in srgb, var(--wp-accent) 26%, transparent);
    text-decoration: underline double var(--wp-accent);
  }
  ::highlight(wp-selected) {
    color: var(--wp-background);
    background-color: var(--wp-foreground);
  }
  ::highlight(wp-uncertain) {
    text-decoration: underline dotted 1px var(--wp-muted);
  }
`;
