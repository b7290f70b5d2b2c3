import { css } from 'lit';
import { scoreGauge, scoreScale } from '../charts/scoreScale';
import { segmentedStyles } from '../components/segmented';
import {
  fieldStyles,
  focusStyles,
  hiddenStyles,
  iconStyles,
  pageStyles,
  panelHeadStyles,
  pressedStyles,
  titleStyles,
  verdictStyles,
} from '../components/styles';

export const searchViewStyles = [
  focusStyles,
  hiddenStyles,
  iconStyles,
  fieldStyles,
  pageStyles,
  panelHeadStyles,
  pressedStyles,
  segmentedStyles,
  scoreScale,
  scoreGauge,
  verdictStyles,
  titleStyles,
  css`
    header {
      flex: none;
      max-height: 60vh;
      overflow: auto;
      background: var(--wp-panel);
      border-bottom: 1px solid var(--wp-line);
    }
    h1 {
      flex: 1 1 200px;
      unicode-bidi: isolate;
    }
    p {
      margin: 0;
    }
    .settings {
      flex-basis: 100%;
    }
    main {
      flex: 1;
      min-height: 0;
      display: grid;
      grid-template: minmax(0, 1fr) / minmax(0, 1fr) minmax(320px, 38%);
    }
    .empty {
      grid-column: 1 / -1;
      max-width: 62ch;
      padding: 28px 14px;
      margin-inline: auto;
      color: var(--wp-muted);
      line-height: 1.5;
    }
    progress {
      width: 100%;
    }
    .left {
      display: flex;
      flex-direction: column;
      min-width: 0;
      min-height: 0;
    }
    .legend {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 14px;
      align-items: center;
      padding: 4px 14px;
      border-bottom: 1px solid var(--wp-line);
      font-variant-numeric: tabular-nums;
    }
    .key {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 12px;
      margin: 0;
      padding: 0;
      list-style: none;
      color: var(--wp-muted);
    }
    .key li {
      display: flex;
      gap: 5px;
      align-items: center;
    }
    .ramp {
      width: 54px;
      height: 8px;
      border-radius: 2px;
      background: linear-gradient(
        to right in oklab,
        var(--wp-score-low) 10%,
        var(--wp-score-middle) 50%,
        var(--wp-score-high) 90%
      );
    }
    .shape {
      box-sizing: border-box;
      width: 11px;
      height: 11px;
      border-radius: 50%;
      border: 1.5px solid var(--wp-score-middle);
    }
    .shape.leaf {
      border-radius: 2px;
      background: var(--wp-score-middle);
    }
    .shape.open {
      border: 1.5px dashed var(--wp-foreground);
    }
    .shape.pruned {
      border: none;
      border-radius: 0;
      background:
        linear-gradient(45deg, transparent 43%, var(--wp-foreground) 43% 57%, transparent 57%),
        linear-gradient(-45deg, transparent 43%, var(--wp-foreground) 43% 57%, transparent 57%);
    }
    .comparing {
      display: flex;
      gap: 8px;
      align-items: center;
      margin-inline-start: auto;
    }
    wp-search-tree {
      flex: 1;
      min-height: 140px;
    }
    wp-round-bar {
      flex: none;
      border-top: 1px solid var(--wp-line);
      background: var(--wp-panel);
    }
    aside {
      display: flex;
      flex-direction: column;
      min-width: 0;
      min-height: 0;
      border-inline-start: 1px solid var(--wp-line);
    }
    .sides {
      padding: 4px 14px;
      background: var(--wp-panel);
      border-bottom: 1px solid var(--wp-line);
    }
    .hint,
    .told {
      color: var(--wp-muted);
      line-height: 1.45;
    }
    .hint {
      padding: 14px;
    }
    .cost,
    .vote {
      overflow: auto;
      min-height: 0;
    }

    .facts-of-node {
      flex: none;
      max-height: 45%;
      overflow: auto;
      display: grid;
      gap: 6px;
      padding: 6px 14px 8px;
    }
    .line {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 10px;
      align-items: center;
      min-width: 0;
    }
    .actions {
      display: flex;
      gap: 6px;
      align-items: center;
      margin-inline-start: auto;
    }
    .state {
      color: var(--wp-muted);
    }
    dl {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 16px;
      margin: 0;
      font-variant-numeric: tabular-nums;
    }
    dl div {
      display: flex;
      gap: 5px;
    }
    dt {
      color: var(--wp-muted);
    }
    dd {
      margin: 0;
    }
    summary {
      cursor: pointer;
    }
    pre {
      margin: 4px 0;
      padding: 6px 8px;
      max-height: 9lh;
      overflow: auto;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
      font-family: var(--wp-mono);
      font-size: var(--wp-mono-size);
      border: 1px solid var(--wp-line);
      border-radius: 3px;
      unicode-bidi: isolate;
    }
    .warning {
      display: flex;
      gap: 8px;
      color: var(--wp-wait);
      overflow-wrap: anywhere;
    }
    .siblings,
    .siblings ul {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 8px;
      align-items: center;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    .sibling,
    .leaves button {
      display: flex;
      gap: 5px;
      align-items: center;
      font: inherit;
      font-variant-numeric: tabular-nums;
      color: var(--wp-foreground);
      background: none;
      border: 1px solid color-mix(in srgb, var(--wp-muted) 55%, transparent);
      border-radius: 3px;
      padding: 1px 6px;
      min-height: 22px;
      cursor: pointer;
    }
    .sibling.pruned {
      border-style: dashed;
      color: var(--wp-muted);
    }
    :is(.sibling, .leaves button):hover {
      background: var(--vscode-toolbar-hoverBackground, transparent);
    }
    :is(.sibling, .leaves button)[aria-current='true'] {
      border-color: var(--wp-accent);
      box-shadow: inset 0 0 0 1px var(--wp-accent);
    }

    .vote {
      padding: 8px 14px 14px;
      display: grid;
      gap: 8px;
      align-content: start;
    }
    .choose {
      display: flex;
      flex-wrap: wrap;
      gap: 6px 14px;
    }
    .field {
      display: flex;
      flex-direction: column;
      gap: 2px;
      min-width: 0;
    }
    .field vscode-dropdown {
      width: 220px;
      max-width: 100%;
    }
    .field .aggregate-by {
      width: 110px;
    }
    .recorded,
    .none {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 8px;
      align-items: center;
    }
    .recorded span:last-of-type {
      flex: 1 1 160px;
    }
    .none {
      color: var(--wp-wait);
    }
    .bars {
      margin: 0;
      padding: 0;
      list-style: none;
      display: grid;
      gap: 10px;
    }
    .said {
      font-family: var(--wp-mono);
      font-weight: normal;
      overflow-wrap: anywhere;
      unicode-bidi: isolate;
    }
    .chosen .said {
      font-weight: 600;
    }
    .weight {
      margin-inline-start: auto;
      font-variant-numeric: tabular-nums;
    }
    .vote .bar {
      padding: 0;
      height: 8px;
      margin-block: 3px;
      border-radius: 2px;
      background: linear-gradient(
        to right,
        var(--wp-score-middle) var(--share),
        color-mix(in srgb, var(--wp-muted) 18%, transparent) 0
      );
    }
    .vote .chosen .bar {
      background: linear-gradient(
        to right,
        var(--wp-accent) var(--share),
        color-mix(in srgb, var(--wp-muted) 18%, transparent) 0
      );
    }
    .leaves {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 6px;
      align-items: center;
      color: var(--wp-muted);
    }
    @container view (max-width: 760px) {
      main {
        grid-template: minmax(0, 1fr) minmax(0, 1fr) / minmax(0, 1fr);
      }
      aside {
        border-inline-start: none;
        border-top: 1px solid var(--wp-line);
      }
      .key {
        display: none;
      }
    }
  `,
];
