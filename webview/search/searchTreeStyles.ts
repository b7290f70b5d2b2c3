import { css } from 'lit';
import { scoreScale } from '../charts/scoreScale';
import { focusStyles, iconStyles } from '../components/styles';

export const searchTreeStyles = [
  focusStyles,
  iconStyles,
  scoreScale,
  css`
    :host {
      position: relative;
      display: block;
      min-width: 0;
      min-height: 0;
    }
    .tools {
      position: absolute;
      z-index: 1;
      top: 4px;
      right: 16px;
      display: flex;
      align-items: center;
      gap: 2px;
      background: var(--wp-panel);
      border: 1px solid var(--wp-line);
      border-radius: 4px;
    }
    .scroller {
      position: absolute;
      inset: 0;
      /* A small tree stands in the middle of its part of the page. */
      display: grid;
      align-content: safe center;
      justify-content: safe center;
      overflow: auto;
      overflow-anchor: none;
      cursor: grab;
      outline: none;
    }
    .scroller.dragged {
      cursor: grabbing;
      user-select: none;
    }
    svg {
      display: block;
      width: var(--width);
      height: var(--height);
    }
    .link {
      fill: none;
      stroke: color-mix(in srgb, var(--wp-muted) 55%, transparent);
    }
    .link.pruned {
      stroke-dasharray: 3 4;
      stroke: color-mix(in srgb, var(--wp-muted) 40%, transparent);
    }
    /* A revision does not go on with the tokens before it. */
    .link.anew {
      stroke-dasharray: 8 4;
    }
    .link.to-winner {
      stroke: color-mix(in srgb, var(--wp-foreground) 55%, transparent);
    }
    .link.on-path {
      stroke: var(--wp-accent);
    }
    .root {
      fill: var(--wp-muted);
    }
    .node {
      cursor: pointer;
      outline: none;
    }
    .hit {
      fill: transparent;
    }
    .ring {
      fill: none;
      stroke: none;
    }
    .shape {
      fill: var(--wp-score);
      stroke: var(--wp-background);
      stroke-width: 1;
    }
    .node.unscored .shape {
      fill: var(--wp-background);
      stroke: var(--wp-score-middle);
      stroke-width: 1.5;
    }
    .node.open .shape {
      stroke: var(--wp-foreground);
      stroke-width: 1.5;
      stroke-dasharray: 2 2;
    }
    .node.pruned .shape {
      fill: color-mix(in srgb, var(--wp-score, var(--wp-score-middle)) 35%, var(--wp-background));
      stroke: var(--wp-muted);
      stroke-dasharray: 2 2;
    }
    .cross {
      stroke: var(--wp-foreground);
      stroke-width: 1.5;
    }
    .node.wins .ring {
      stroke: var(--wp-foreground);
      stroke-width: 2;
    }
    .node.marked .ring {
      stroke: var(--wp-foreground);
      stroke-width: 1.5;
      stroke-dasharray: 3 3;
    }
    .node.selected .ring {
      stroke: var(--wp-accent);
      stroke-width: 2.5;
    }
    .node:hover .ring {
      stroke: var(--wp-muted);
      stroke-width: 1.5;
    }
    .node.selected:hover .ring {
      stroke: var(--wp-accent);
      stroke-width: 2.5;
    }
    .node:focus-visible .ring {
      stroke: var(--vscode-focusBorder, Highlight);
      stroke-width: 2.5;
    }
    text {
      fill: var(--wp-foreground);
      font-size: 11px;
      font-variant-numeric: tabular-nums;
      unicode-bidi: isolate;
    }
    .pruned text {
      fill: var(--wp-muted);
    }
    .answer .score {
      font-family: var(--vscode-font-family, system-ui);
      font-size: 11px;
      font-weight: normal;
      fill: var(--wp-muted);
    }
    .answer {
      font-family: var(--wp-mono);
      font-size: 12px;
    }
    .wins .answer {
      font-weight: 600;
    }
  `,
];
