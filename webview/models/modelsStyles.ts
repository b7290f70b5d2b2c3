import { css } from 'lit';

export const modelsStyles = css`
  :host {
    overflow: auto;
  }
  .bar vscode-text-field {
    flex: 1 1 160px;
    max-width: 340px;
  }
  .bar h1 {
    flex: none;
  }
  .bar .address-field {
    display: flex;
    flex: 1 1 160px;
    max-width: 420px;
  }
  .here {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
    height: min(58vh, 520px);
    flex: none;
    border-block: 1px solid var(--wp-line);
  }
  .detail {
    overflow: auto;
    padding: 8px 14px 14px;
    border-inline-start: 1px solid var(--wp-line);
  }
  .detail p {
    margin: 6px 0;
    overflow-wrap: anywhere;
  }
  .detail .message {
    padding-inline: 0;
  }
  .need {
    font-weight: 600;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin: 8px 0;
  }
  dl {
    margin: 8px 0;
  }
  dl > div {
    display: grid;
    grid-template-columns: 120px minmax(0, 1fr);
    gap: 8px;
    padding: 2px 0;
  }
  dt {
    color: var(--wp-muted);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  summary {
    cursor: pointer;
  }
  pre {
    font-family: var(--wp-mono);
    font-size: var(--wp-mono-size);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    max-height: 260px;
    overflow: auto;
    margin: 6px 0 0;
    padding: 8px;
    border: 1px solid var(--wp-line);
  }
  .none {
    color: var(--wp-muted);
    padding: 10px 14px;
  }
  .detail .none {
    padding-inline: 0;
  }
  .catalogue {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .catalogue li {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 14px;
    align-items: center;
    justify-content: space-between;
    padding: 7px 14px;
    border-bottom: 1px solid var(--wp-line);
  }
  .entry {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 2px;
    flex: 1 1 320px;
    min-width: 0;
  }
  code {
    font-family: var(--wp-mono);
    font-size: 0.92em;
    overflow-wrap: anywhere;
    color: var(--wp-muted);
  }
  .download {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 10px;
    align-items: center;
    flex: 0 1 auto;
    min-width: 0;
    font-variant-numeric: tabular-nums;
  }
  .download .progress {
    flex: none;
    width: 120px;
  }
  .words {
    overflow-wrap: anywhere;
    max-width: 46ch;
  }
  .icon {
    vertical-align: middle;
  }
  .section {
    padding: 14px 14px 4px;
  }
  @container view (max-width: 720px) {
    .here {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(120px, 1fr) minmax(0, 2fr);
      height: 84vh;
    }
    .detail {
      border-inline-start: none;
      border-top: 1px solid var(--wp-line);
    }
  }
`;
