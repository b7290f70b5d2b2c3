/** Styles that several elements of the view share. */
import { css } from 'lit';

export const iconStyles = css`
  .icon {
    font: normal 16px/1 codicon;
    display: inline-block;
    user-select: none;
    flex: none;
  }
`;

/** Read by screen readers, not seen. */
export const hiddenStyles = css`
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** Labels, fields and what is wrong with them. */
export const fieldStyles = css`
  label,
  .label {
    color: var(--wp-muted);
    white-space: nowrap;
  }
  .problem {
    color: var(--wp-error);
    grid-column: 1 / -1;
    flex-basis: 100%;
    margin: 2px 0 0;
    font-size: 0.92em;
  }
  vscode-text-field,
  vscode-text-area,
  vscode-dropdown {
    --input-min-width: 0;
    --dropdown-border: var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
  }
  vscode-text-field::part(label),
  vscode-text-area::part(label) {
    display: none;
  }
  vscode-text-field.invalid,
  vscode-text-area.invalid {
    --dropdown-border: var(--wp-error);
    --focus-border: var(--wp-error);
  }
`;

/** Buttons that are switched on, as VS Code shows the options of its find widget. */
export const pressedStyles = css`
  vscode-button[aria-pressed='true'] {
    background: var(--vscode-inputOption-activeBackground, transparent);
    color: var(--vscode-inputOption-activeForeground, inherit);
    outline: 1px solid var(--vscode-inputOption-activeBorder, var(--wp-accent));
    outline-offset: -1px;
    border-radius: 4px;
  }
`;

/** The one way focus looks where the kit does not draw it. */
export const focusStyles = css`
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder, Highlight);
    outline-offset: 1px;
  }
`;

/** A view that fills its page from top to bottom; parts of it may ask for its width (`view`). */
export const pageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    container: view / inline-size;
    background: var(--wp-background);
    color: var(--wp-foreground);
  }
`;

/** The head of a panel: a line of what it is about, and a message below it. */
export const panelHeadStyles = css`
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
    padding: 6px 14px;
  }
  .message {
    display: flex;
    gap: 8px;
    align-items: center;
    margin: 0;
    padding: 6px 14px;
    overflow-wrap: anywhere;
  }
  .message .icon {
    color: var(--wp-wait);
  }
`;

/** What a panel is about, and what it says of that. */
export const titleStyles = css`
  h1,
  h2,
  h3 {
    margin: 0;
    font-size: 1em;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .facts {
    color: var(--wp-muted);
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
`;

/** How far something is: a bar whose share is in `--share`. */
export const progressStyles = css`
  .progress {
    flex: 0 1 180px;
    min-width: 60px;
    height: 6px;
    border-radius: 3px;
    border: 1px solid var(--wp-muted);
    background: linear-gradient(to right, var(--wp-accent) var(--share), transparent var(--share));
  }
`;

/** A page to be read from above to below: headings, paragraphs, tables of numbers. */
export const reportStyles = css`
  main {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 10px 16px 24px;
  }
  h1,
  h2 {
    font-size: 1.1em;
    margin: 18px 0 6px;
  }
  h1 {
    margin-top: 0;
  }
  p {
    margin: 4px 0 8px;
    max-width: 90ch;
    overflow-wrap: anywhere;
  }
  .what {
    color: var(--wp-muted);
  }
  table {
    border-collapse: collapse;
  }
  th,
  td {
    text-align: start;
    font-weight: normal;
    padding: 3px 16px 3px 0;
    border-bottom: 1px solid var(--wp-line);
  }
  thead th {
    color: var(--wp-muted);
  }
  .number {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
`;

/** Whether an answer is right, in a word: mixed with the text's colour, so that it is legible in every theme. */
export const verdictStyles = css`
  .verdict {
    font-weight: 600;
  }
  .verdict.right {
    color: color-mix(in srgb, var(--wp-score-high) 60%, var(--wp-foreground));
  }
  .verdict.wrong {
    color: color-mix(in srgb, var(--wp-score-low) 60%, var(--wp-foreground));
  }
`;
