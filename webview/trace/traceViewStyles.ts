import { css } from 'lit';

export const traceViewStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
    /* Where the page is too low for all of its parts, it scrolls as a whole. */
    overflow: auto;
    container: view / inline-size;
    background: var(--wp-background);
    color: var(--wp-foreground);
  }
  header {
    position: relative;
    flex: none;
    z-index: 2;
    background: var(--wp-panel);
    border-bottom: 1px solid var(--wp-line);
  }
  main {
    position: relative;
    flex: 1;
    min-height: 200px;
  }
  .scroller {
    position: absolute;
    inset: 0;
    overflow: auto;
    outline: none;
  }
  footer {
    flex: none;
    background: var(--wp-panel);
    border-top: 1px solid var(--wp-line);
    padding-top: 6px;
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
  .token {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    align-items: center;
    min-height: 24px;
    padding-inline: 14px;
    color: var(--wp-muted);
    font-variant-numeric: tabular-nums;
  }
  .token ol {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .token li {
    padding: 1px 7px;
    border: 1px solid var(--wp-line);
    border-radius: 3px;
    /* As much of it is filled as it is probable. */
    background: linear-gradient(
      to right,
      color-mix(in srgb, var(--wp-accent) 30%, transparent) var(--share),
      transparent 0
    );
  }
  .token li span {
    font-family: var(--wp-mono);
    color: var(--wp-foreground);
    unicode-bidi: isolate;
  }
  .token .chosen {
    border-color: var(--wp-foreground);
  }
  .no-chart {
    padding: 4px 14px 10px;
    color: var(--wp-muted);
  }
`;
