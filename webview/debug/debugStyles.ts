import { css } from 'lit';

export const debugStyles = css`
  .debug-tools,
  .fork-actions,
  .debug-actions,
  .summary {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    min-height: 24px;
  }
  .debug-tools {
    justify-content: space-between;
    gap: 0 18px;
    padding-inline: 14px;
  }
  .summary {
    gap: 2px 16px;
    list-style: none;
    margin: 0;
    padding: 0 14px;
    color: var(--wp-muted);
    font-variant-numeric: tabular-nums;
  }
  .link {
    font: inherit;
    padding: 0;
    border: none;
    background: none;
    color: var(--wp-accent-text);
    cursor: pointer;
  }
  .link:hover {
    text-decoration: underline;
  }
  .debug-actions,
  .fork-actions {
    gap: 0 4px;
  }
  .place:first-child {
    min-width: 17ch;
  }
  .place + vscode-button + .place {
    margin-inline-start: 10px;
  }
  .place {
    color: var(--wp-muted);
    margin-inline-end: 4px;
    font-variant-numeric: tabular-nums;
  }
`;
