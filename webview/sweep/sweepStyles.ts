import { css } from 'lit';
import { differenceStyles } from '../compare/differencePanel';
import { pressedStyles } from '../components/styles';

export const sweepStyles = [
  differenceStyles,
  pressedStyles,
  css`
    main {
      min-height: 160px;
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
    .chosen {
      box-shadow: inset 3px 0 0 var(--wp-accent);
    }
    .chosen.reference {
      box-shadow:
        inset 3px 0 0 var(--wp-accent),
        inset 0 -3px 0 var(--wp-accent);
    }
    .reference {
      box-shadow: inset 0 -3px 0 var(--wp-accent);
    }
    footer .bar {
      padding-block: 2px;
      justify-content: space-between;
    }
    /* A narrow panel has one chart above the other. */
    wp-sweep-charts {
      max-height: 45vh;
      overflow: auto;
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
    .coarse {
      padding-inline: 12px;
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
