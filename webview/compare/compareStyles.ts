import { css } from 'lit';
import { pageStyles, panelHeadStyles, verdictStyles } from '../components/styles';
import { scoreScale } from '../charts/scoreScale';
import { branchCellStyles } from './branchCellStyles';

export const compareStyles = [
  pageStyles,
  panelHeadStyles,
  scoreScale,
  verdictStyles,
  branchCellStyles,
  css`
    header,
    footer {
      flex: none;
      background: var(--wp-panel);
    }
    header {
      border-bottom: 1px solid var(--wp-line);
    }
    footer {
      border-top: 1px solid var(--wp-line);
    }
    h1,
    h2,
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
    .columns {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .columns > * + * {
      border-inline-start: 1px solid var(--wp-line);
    }
    .side {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 10px;
      align-items: baseline;
      padding: 5px 14px;
      min-width: 0;
    }
    .side .sign {
      font-family: var(--wp-mono);
      font-weight: 600;
    }
    .side .facts {
      color: var(--wp-muted);
      font-variant-numeric: tabular-nums;
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
    .fold {
      display: flex;
      align-items: center;
      padding: 3px 8px;
      border-bottom: 1px solid var(--wp-line);
      color: var(--wp-muted);
    }
    .shared {
      padding-block: 4px;
      border-bottom: 1px solid var(--wp-line);
    }
    [role='row'] {
      content-visibility: auto;
      contain-intrinsic-size: auto 26px;
      outline-offset: -1px;
    }
    [role='row'].current {
      box-shadow: inset 3px 0 0 var(--wp-accent);
    }
    [role='cell'] {
      min-width: 0;
    }
    .changed .left:not(.none) {
      background: var(--vscode-diffEditor-removedLineBackground, transparent);
    }
    .changed .right:not(.none) {
      background: var(--vscode-diffEditor-insertedLineBackground, transparent);
    }
    .none {
      background: repeating-linear-gradient(
        -45deg,
        var(--vscode-diffEditor-diagonalFill, color-mix(in srgb, var(--wp-muted) 25%, transparent)) 0 1px,
        transparent 0 7px
      );
    }
    .changed .number {
      color: inherit;
    }
    .changed .end .text {
      color: inherit;
    }
    .coarse {
      padding: 0 14px 4px;
      color: var(--wp-muted);
      font-size: 0.92em;
    }
    .result b {
      font-family: var(--wp-mono);
      font-size: 1.08em;
    }
    .state {
      font-style: italic;
      color: var(--wp-muted);
    }
    @container view (max-width: 520px) {
      .segment {
        grid-template-columns: minmax(2ch, auto) minmax(0, 1fr) 46px;
        column-gap: 6px;
        padding-inline: 8px 4px;
      }
      .bar,
      .side,
      .mark {
        padding-inline: 8px;
      }
      /* Two columns have no room: a row's branches stand below each other. */
      .pairs .columns {
        grid-template-columns: minmax(0, 1fr);
      }
      .pairs .columns > * + * {
        border-inline-start: none;
      }
      .pairs .right {
        padding-inline-start: 12px;
      }
      .pairs .columns {
        border-bottom: 1px solid color-mix(in srgb, var(--wp-line) 60%, transparent);
      }
      .pairs .none {
        display: none;
      }
    }
  `,
];
