import { css } from 'lit';

export const traceViewStyles = css`
  :host {
    display: grid;
    grid-template: auto auto minmax(200px, 1fr) auto auto / minmax(0, 1fr) auto;
    height: 100vh;
    /* Where the page is too low for all of its parts, it scrolls as a whole. */
    overflow: auto;
    container: view / inline-size;
    background: var(--wp-background);
    color: var(--wp-foreground);
  }
  header {
    grid-area: 1 / 1 / auto / -1;
    position: relative;
    z-index: 2;
    background: var(--wp-panel);
    border-bottom: 1px solid var(--wp-line);
  }
  main {
    grid-area: 3 / 1;
    position: relative;
    container: main / size;
  }
  .scroller {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    position: absolute;
    inset: 0;
    overflow: auto;
    outline: none;
  }
  /* Inside the scroller, so that the wheel goes through it; always in sight. */
  wp-minimap {
    position: sticky;
    top: 0;
    width: 58px;
    height: 100cqh;
    box-sizing: border-box;
    padding: 0 4px;
    border-inline-start: 1px solid var(--wp-line);
    overflow-anchor: none;
  }
  wp-minimap[hidden] {
    display: none;
  }
  wp-token-inspector {
    grid-area: 3 / 2;
    width: 272px;
    border-inline-start: 1px solid var(--wp-line);
  }
  footer {
    grid-area: 4 / 1 / auto / -1;
    background: var(--wp-panel);
    border-top: 1px solid var(--wp-line);
    padding-top: 6px;
  }
  .chart {
    grid-area: 5 / 1 / auto / -1;
    background: var(--wp-panel);
  }
  /* The inspector then takes the place of the chart: neither comes or goes with room of its own. */
  @media (max-width: 899px) {
    .chart {
      min-height: 162px;
    }
    wp-token-inspector {
      grid-area: 5 / 1 / auto / -1;
      width: auto;
      height: 162px;
      border-inline-start: none;
      border-top: 1px solid var(--wp-line);
    }
    wp-token-inspector:not([open]) {
      display: none;
    }
    wp-token-inspector[open] ~ .chart {
      visibility: hidden;
    }
  }
  @media (max-width: 520px) {
    wp-minimap {
      width: 34px;
      padding: 0 2px;
    }
  }
  p {
    margin: 0;
  }
  .read-only {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 6px 14px;
    border-bottom: 1px solid var(--wp-line);
  }
  .loading {
    display: grid;
    gap: 4px;
    padding: 0 14px 8px;
    color: var(--wp-muted);
  }
  progress {
    appearance: none;
    display: block;
    width: 100%;
    height: 3px;
    border: none;
  }
  progress::-webkit-progress-bar {
    background: var(--wp-line);
  }
  progress::-webkit-progress-value {
    background: var(--vscode-progressBar-background, var(--wp-accent));
  }
  .empty {
    max-width: 62ch;
    padding: 28px 14px;
    margin-inline: auto;
    line-height: 1.5;
    color: var(--wp-muted);
  }
  .empty h2 {
    font-size: 1.15em;
    font-weight: 600;
    margin: 0 0 10px;
    color: var(--wp-foreground);
  }
  .empty p {
    margin: 0 0 6px;
  }
  .empty .keys {
    margin-top: 14px;
  }
  kbd {
    font: inherit;
    padding: 1px 6px;
    border-radius: 3px;
    color: var(--vscode-keybindingLabel-foreground, inherit);
    background: var(--vscode-keybindingLabel-background, transparent);
    border: 1px solid var(--vscode-keybindingLabel-border, var(--wp-line));
    border-bottom-color: var(--vscode-keybindingLabel-bottomBorder, var(--wp-line));
  }
  .warning {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 4px 14px;
  }
  .warning .icon {
    color: var(--wp-wait);
  }
  .end {
    display: grid;
    grid-template-columns: auto minmax(24px, 1fr);
    gap: 10px;
    align-items: center;
    padding: 4px 14px 8px;
    color: var(--wp-muted);
  }
  .end::after {
    content: '';
    height: 1px;
    background: currentColor;
    opacity: 0.4;
  }
  .end.forced {
    color: var(--wp-wait);
    font-weight: 600;
  }
  .end.forced::after {
    height: 2px;
  }
  .jump {
    position: absolute;
    bottom: 10px;
    left: 50%;
    translate: -50%;
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 18px;
    align-items: center;
    padding-inline: 14px;
    min-height: 24px;
  }
  .counters {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    gap: 2px 16px;
    list-style: none;
    margin: 0;
    padding: 0;
    color: var(--wp-muted);
    font-variant-numeric: tabular-nums;
  }
  .counters b {
    color: var(--wp-foreground);
    font-weight: 600;
  }
  @container view (max-width: 760px) {
    .counters {
      flex-basis: 100%;
    }
  }
  .no-chart {
    padding: 4px 14px 10px;
    color: var(--wp-muted);
  }
`;
