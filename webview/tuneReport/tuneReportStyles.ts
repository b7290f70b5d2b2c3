import { css } from 'lit';

export const tuneReportStyles = css`
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
  th,
  td {
    white-space: nowrap;
  }
  tbody th {
    white-space: normal;
    overflow-wrap: anywhere;
    min-width: 12ch;
  }
`;
