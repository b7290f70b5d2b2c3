import { css } from 'lit';
import { scoreGauge, scoreScale } from '../charts/scoreScale';

/** Text of tokens, and what stands in its place where formulas are drawn: in the editor's font, white space exact, each block a bidirectional world of its own. */
export const tokenTextStyles = css`
  .text,
  .maths {
    display: block;
    font-family: var(--wp-mono);
    font-size: var(--wp-mono-size);
    line-height: 1.45;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
    min-width: 0;
  }
  .text {
    min-height: 1lh;
    /* Blank lines at the edges are kept in the text but folded away. */
    margin-block: calc(var(--blank-before, 0) * -1lh) calc(var(--blank-after, 0) * -1lh);
  }
`;

export const stepStyles = [
  scoreScale,
  scoreGauge,
  tokenTextStyles,
  css`
    :host {
      display: block;
    }
    [role='list'] {
      padding: 6px 0;
    }
    .group {
      content-visibility: auto;
      contain-intrinsic-block-size: auto var(--height, 520px);
    }
    .group.changed {
      contain-intrinsic-block-size: var(--height, 520px);
    }
    li {
      list-style: none;
      outline-offset: -1px;
    }
    .step {
      display: grid;
      grid-template-columns: 5ch 58px minmax(0, 1fr) 6ch;
      column-gap: 10px;
      align-items: baseline;
      padding: 2px 14px;
    }
    .step:hover {
      background: var(--vscode-list-hoverBackground, transparent);
    }
    .step:focus {
      background: var(--vscode-list-inactiveSelectionBackground, transparent);
    }
    .number,
    .score,
    .count,
    .badge,
    .words {
      user-select: none;
      font-variant-numeric: tabular-nums;
    }
    .number,
    .count {
      color: var(--wp-muted);
      text-align: right;
      font-size: 0.92em;
    }
    .step:is(:hover, :focus) :is(.number, .count) {
      color: inherit;
    }
    .number {
      font: inherit;
      font-size: 0.92em;
      padding: 0;
      border: none;
      background: none;
      cursor: pointer;
      white-space: nowrap;
    }
    .number:empty {
      visibility: hidden;
    }
    .number::before {
      font: normal 12px/1 codicon;
      vertical-align: -1px;
      content: '\\eab4' / '';
      opacity: 0;
    }
    .folded .number::before {
      content: '\\eab6' / '';
    }
    .folded .number::before,
    .step:is(:hover, :focus, :focus-within) .number::before {
      opacity: 1;
    }
    .folded .text {
      margin-bottom: 0;
      max-height: calc((1 + var(--blank-before, 0)) * 1lh);
      overflow: hidden;
      white-space: pre;
      text-overflow: ellipsis;
    }
    li[hidden] {
      content-visibility: hidden;
      contain-intrinsic-size: 0;
      padding-block: 0;
    }
    .gap {
      display: grid;
      padding: 1px 14px;
    }
    .gap button {
      font: inherit;
      text-align: start;
      padding: 1px 0;
      padding-inline-start: calc(5ch + 78px);
      color: var(--wp-muted);
      background: none;
      border: none;
      cursor: pointer;
    }
    .gap:is(:hover, :focus) button {
      color: inherit;
      background: var(--vscode-list-hoverBackground, transparent);
    }
    .score {
      display: flex;
      align-items: baseline;
      gap: 7px;
    }
    .score:not([aria-valuenow]) {
      visibility: hidden;
      /* Nor does it stand on the line: an empty box on it would make the row taller. */
      align-self: start;
      height: 0;
    }
    .gauge {
      flex: none;
      align-self: center;
    }
    .count:not(:empty)::after {
      content: '\u200b' / ' tokens';
    }
    .step.writing .text::after {
      content: '';
      display: inline-block;
      width: 0.55em;
      height: 1.05em;
      margin-inline-start: 1px;
      vertical-align: text-bottom;
      background: var(--wp-accent);
      opacity: 0;
    }
    :host([live]) .group:last-child > .step.writing:last-child .text::after {
      opacity: 0.7;
    }
    .mark {
      display: grid;
      grid-template-columns: calc(5ch - 4px) auto auto minmax(24px, 1fr);
      column-gap: 10px;
      align-items: center;
      padding: 5px 14px;
      color: var(--wp-wait);
    }
    .mark::before,
    .mark::after {
      content: '';
      height: 1px;
      background: currentColor;
      opacity: 0.55;
    }
    .mark[data-kind='edit'] {
      color: var(--wp-accent-text);
    }
    .badge {
      border: 1px solid currentColor;
      border-radius: 10px;
      padding: 1px 9px;
      font-weight: 600;
      white-space: nowrap;
    }
    .words {
      font-size: 0.95em;
      unicode-bidi: isolate;
    }
    @container view (max-width: 520px) {
      .step {
        grid-template-columns: 3ch 52px minmax(0, 1fr) 4ch;
        column-gap: 7px;
        padding-inline: 8px;
      }
      .gap {
        padding-inline: 8px;
      }
      .gap button {
        padding-inline-start: calc(3ch + 66px);
      }
      .mark {
        grid-template-columns: 8px auto minmax(0, 1fr);
        padding-inline: 8px;
        column-gap: 7px;
      }
      .mark::after {
        display: none;
      }
    }
  `,
];
