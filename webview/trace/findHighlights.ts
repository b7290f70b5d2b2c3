/** Paints what was found, in the rows that are in sight. */
import { css } from 'lit';

export const findHighlight = new Highlight();
export const currentHighlight = new Highlight();
findHighlight.priority = 20;
currentHighlight.priority = 21;
CSS.highlights.set('wp-find', findHighlight);
CSS.highlights.set('wp-find-current', currentHighlight);

/** High contrast themes have no colours for it: there, lines say it. */
export const findStyles = css`
  ::highlight(wp-find) {
    background-color: var(
      --vscode-editor-findMatchHighlightBackground,
      color-mix(in srgb, var(--wp-wait) 30%, transparent)
    );
    text-decoration: underline 1px var(--vscode-editor-findMatchHighlightBorder, transparent);
  }
  ::highlight(wp-find-current) {
    color: var(--wp-background);
    background-color: var(--wp-wait);
  }
`;
