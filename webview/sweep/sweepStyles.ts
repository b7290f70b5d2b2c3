import { css } from 'lit';
import { scoreScale } from '../charts/scoreScale';
import { branchCellStyles } from '../compare/branchCellStyles';
import { pageStyles } from '../components/styles';

export const sweepStyles = [
  pageStyles,
  scoreScale,
  branchCellStyles,
  css`
    .page {
      flex: none;
      background: var(--wp-panel);
      border-bottom: 1px solid var(--wp-line);
    }
    .bar {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 12px;
      align-items: center;
      padding: 6px 14px;
    }
    h1,
    p {
      margin: 0;
      font-size: 1em;
      font-weight: 600;
      overflow-wrap: anywhere;
      unicode-bidi: isolate;
    }
    p {
      font-weight: normal;
    }
    h1 {
      flex: 1 1 240px;
      min-width: 0;
      max-height: 4lh;
      overflow: auto;
    }
    .differences {
      display: flex;
      gap: 4px;
      align-items: center;
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
    .message {
      display: flex;
      gap: 8px;
      align-items: center;
      padding: 6px 14px;
    }
    .message .icon {
      color: var(--wp-wait);
    }
    .facts {
      color: var(--wp-muted);
      font-variant-numeric: tabular-nums;
      overflow-wrap: anywhere;
    }
    a {
      color: var(--wp-accent-text);
      cursor: pointer;
      text-decoration: none;
      overflow-wrap: anywhere;
    }
    a:hover {
      text-decoration: underline;
    }
    main {
      flex: 1;
      min-height: 0;
      overflow: auto;
      outline-offset: -1px;
    }
    /* All columns are in one scroll area: they cannot part. */
    .sheet {
      --least: 220px;
      display: flex;
      flex-direction: column;
      min-width: calc(var(--columns) * var(--least));
      min-height: 100%;
    }
    .row {
      display: grid;
      grid-template-columns: repeat(var(--columns), minmax(0, 1fr));
      flex: none;
    }
    .row:not(.heads, .results, .whole) {
      content-visibility: auto;
      contain-intrinsic-size: auto 26px;
      outline-offset: -1px;
    }
    .row > * + * {
      border-inline-start: 1px solid var(--wp-line);
    }
    .row.whole {
      display: block;
      border-bottom: 1px solid var(--wp-line);
    }
    .pane {
      position: sticky;
      left: 0;
      width: 100cqi;
      box-sizing: border-box;
      padding: 3px 8px;
      color: var(--wp-muted);
    }
    .shared {
      color: var(--wp-foreground);
    }
    .row.current {
      box-shadow: inset 3px 0 0 var(--wp-accent);
    }
    [role='cell'],
    [role='columnheader'] {
      min-width: 0;
    }
    .heads,
    .results {
      position: sticky;
      z-index: 1;
      background: var(--wp-panel);
    }
    .heads {
      top: 0;
      border-bottom: 1px solid var(--wp-line);
    }
    .results {
      bottom: 0;
      margin-top: auto;
      border-top: 1px solid var(--wp-line);
    }
    .head,
    .result {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 10px;
      align-items: center;
      align-content: start;
      padding: 5px 12px;
    }
    .head a {
      flex: 1;
      font-weight: 600;
      min-width: 12ch;
    }
    .head .facts {
      flex-basis: 100%;
    }
    .reference {
      box-shadow: inset 0 -3px 0 var(--wp-accent);
    }
    .segment {
      grid-template-columns: minmax(2ch, auto) minmax(0, 1fr) 46px;
      column-gap: 6px;
      padding-inline: 8px 4px;
    }
    .mark {
      padding-inline: 8px;
    }
    .same .text {
      color: var(--wp-muted);
    }
    .changed {
      background: var(--vscode-diffEditor-insertedLineBackground, transparent);
    }
    .changed .number,
    .changed .end .text {
      color: inherit;
    }
    .missing {
      background: repeating-linear-gradient(
        -45deg,
        var(--vscode-diffEditor-diagonalFill, color-mix(in srgb, var(--wp-muted) 25%, transparent)) 0 1px,
        transparent 0 7px
      );
    }
    .coarse {
      padding: 0 12px 4px;
      color: var(--wp-muted);
      font-size: 0.92em;
    }
    .result b {
      font-family: var(--wp-mono);
      font-size: 1.08em;
      overflow-wrap: anywhere;
      unicode-bidi: isolate;
    }
    .verdict {
      font-weight: 600;
    }
    .verdict.right {
      color: color-mix(in srgb, var(--wp-score-high) 60%, var(--wp-foreground));
    }
    .verdict.wrong {
      color: color-mix(in srgb, var(--wp-score-low) 60%, var(--wp-foreground));
    }
    .state {
      font-style: italic;
      color: var(--wp-muted);
    }
    @container view (max-width: 520px) {
      .bar {
        padding-inline: 8px;
      }
      .sheet {
        --least: 170px;
      }
    }
  `,
];
