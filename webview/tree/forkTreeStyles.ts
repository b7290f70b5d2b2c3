import { css, unsafeCSS } from 'lit';
import { pageStyles, verdictStyles } from '../components/styles';
import { scoreGauge, scoreScale } from '../charts/scoreScale';
import { NODE } from './treeLayout';

export const forkTreeStyles = [
  pageStyles,
  scoreScale,
  scoreGauge,
  verdictStyles,
  css`
    header,
    footer {
      flex: none;
      display: flex;
      flex-wrap: wrap;
      gap: 4px 10px;
      align-items: center;
      padding: 6px 14px;
      background: var(--wp-panel);
    }
    header {
      border-bottom: 1px solid var(--wp-line);
    }
    footer {
      border-top: 1px solid var(--wp-line);
      color: var(--wp-muted);
      font-size: 0.92em;
    }
    h1,
    h2,
    p {
      margin: 0;
      font-size: 1em;
      font-weight: 600;
    }
    p {
      font-weight: normal;
      line-height: 1.5;
    }
    .hint {
      flex: 1 1 200px;
      min-width: 0;
      color: var(--wp-muted);
      overflow-wrap: anywhere;
    }
    .zoom {
      display: flex;
      gap: 2px;
      align-items: center;
      margin-inline-start: auto;
    }
    main {
      flex: 1;
      min-height: 0;
      overflow: auto;
      padding: 10px 14px;
    }
    .message {
      max-width: 62ch;
      padding: 28px 14px;
      margin-inline: auto;
      color: var(--wp-muted);
    }
    .message h2 {
      font-size: 1.15em;
      margin-bottom: 10px;
      color: var(--wp-foreground);
    }
    progress {
      width: 100%;
    }
    .error {
      color: var(--wp-error);
      flex-basis: 100%;
    }
    .question {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 12px;
      align-items: baseline;
      padding-block: 4px 8px;
      position: sticky;
      left: 0;
      width: fit-content;
      max-width: calc(100cqw - 28px);
      overflow-wrap: anywhere;
    }
    .question h2 {
      unicode-bidi: isolate;
    }
    .expected {
      color: var(--wp-muted);
    }
    .tree {
      position: relative;
      width: var(--width);
      height: var(--height);
      font-size: 13px;
      line-height: 18px;
      zoom: var(--zoom);
      margin-bottom: 26px;
    }
    svg {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      pointer-events: none;
    }
    path {
      fill: none;
      stroke: var(--wp-muted);
      stroke-opacity: 0.7;
    }
    .node {
      position: absolute;
      left: var(--x);
      top: var(--y);
      box-sizing: border-box;
      width: ${unsafeCSS(NODE.width)}px;
      height: ${unsafeCSS(NODE.height)}px;
      padding: 4px 8px;
      display: grid;
      align-content: center;
      border: 1px solid var(--wp-line);
      border-color: color-mix(in srgb, var(--wp-muted) 55%, transparent);
      border-radius: 4px;
      background: var(--wp-panel);
      cursor: pointer;
    }
    .node:hover {
      background: var(--vscode-list-hoverBackground, var(--wp-panel));
    }
    .node.active {
      border-color: var(--wp-accent);
      box-shadow: inset 3px 0 0 var(--wp-accent);
    }
    .node.marked {
      outline: 2px dashed var(--wp-foreground);
      outline-offset: -1px;
    }
    .node:focus-visible {
      outline: 2px solid var(--vscode-focusBorder, Highlight);
      outline-offset: 1px;
    }
    .node.missing {
      border-style: dashed;
      cursor: default;
      color: var(--wp-muted);
    }
    .line {
      display: flex;
      gap: 6px;
      align-items: center;
      min-width: 0;
      white-space: nowrap;
    }
    .name,
    .answer,
    .size {
      overflow: hidden;
      text-overflow: ellipsis;
      unicode-bidi: isolate;
    }
    .name {
      flex: 1;
      /* Forks of one trace differ at the end of their names. */
      direction: rtl;
      text-align: left;
    }
    .badge {
      flex: none;
      font-size: 11px;
      line-height: 14px;
      padding-inline: 5px;
      border: 1px solid currentColor;
      border-radius: 8px;
      color: var(--wp-accent-text);
    }
    .mark {
      flex: none;
      display: grid;
      place-items: center;
      box-sizing: border-box;
      width: 16px;
      height: 16px;
      border: 1px solid var(--vscode-checkbox-border, var(--wp-muted));
      border-radius: 3px;
      background: var(--vscode-checkbox-background, transparent);
      color: var(--wp-foreground);
    }
    .mark .icon {
      font-size: 13px;
    }
    .answer {
      flex: 1;
    }
    .answer b {
      font-family: var(--wp-mono);
    }
    .state {
      font-style: italic;
    }
    .score {
      flex: none;
      display: flex;
      gap: 5px;
      align-items: center;
      font-variant-numeric: tabular-nums;
    }
    .gauge {
      height: 14px;
    }
    .facts {
      color: var(--wp-muted);
      font-size: 12px;
    }
    .note {
      flex: none;
      color: var(--wp-wait);
    }
    .edge {
      position: absolute;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      font-size: 12px;
      line-height: 16px;
      color: var(--wp-foreground);
      cursor: default;
    }
    .right-ward .edge {
      right: calc(100% + 6px);
      bottom: calc(50% + 1px);
      width: 112px;
      text-align: right;
    }
    .down-ward .edge {
      left: calc(50% + 6px);
      bottom: calc(100% + 4px);
      max-width: ${unsafeCSS(NODE.width / 2)}px;
    }
  `,
];
