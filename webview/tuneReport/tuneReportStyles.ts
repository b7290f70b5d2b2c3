import { css } from 'lit';

export const tuneReportStyles = css`
  main {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 10px 16px 24px;
  }
  h1,
  h2 {
    font-size: 1.1em;
    margin: 20px 0 6px;
  }
  h1 {
    margin-top: 0;
  }
  p {
    margin: 4px 0 8px;
    max-width: 90ch;
    overflow-wrap: anywhere;
  }
  .what {
    color: var(--wp-muted);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 10px;
    align-items: center;
    margin: 12px 0 8px;
  }
  .segmented {
    flex-wrap: wrap;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    margin: 0 0 10px;
    padding: 0;
    list-style: none;
  }
  .legend li {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    overflow-wrap: anywhere;
  }
  .legend svg {
    flex: none;
  }
  .panels {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 28px;
  }
  .wide {
    overflow-x: auto;
    max-width: max-content;
  }
  table {
    border-collapse: collapse;
  }
  th,
  td {
    text-align: start;
    font-weight: normal;
    padding: 3px 18px 3px 0;
    border-bottom: 1px solid var(--wp-line);
    white-space: nowrap;
  }
  tbody th {
    white-space: normal;
    overflow-wrap: anywhere;
    min-width: 12ch;
  }
  thead th {
    color: var(--wp-muted);
  }
  .number {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
`;
