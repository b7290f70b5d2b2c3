import { css } from 'lit';

export const evaluationFormStyles = css`
  :host {
    display: block;
  }
  form {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 8px 14px 12px;
    max-width: 1100px;
  }
  p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .place {
    display: grid;
    grid-template-columns: 11ch minmax(0, 1fr) auto;
    gap: 4px 10px;
    align-items: center;
  }
  .place .problem {
    grid-column: 2 / -1;
  }
  .told {
    display: flex;
    gap: 8px;
    color: var(--wp-muted);
  }
  .told,
  .rows,
  .skip-bad {
    margin-inline-start: calc(11ch + 10px);
  }
  .rows summary {
    cursor: pointer;
  }
  .rows ul {
    max-height: 10lh;
    overflow: auto;
    margin: 4px 0;
    padding-inline-start: 2ch;
    list-style: none;
    overflow-wrap: anywhere;
  }
  .rows b {
    font-variant-numeric: tabular-nums;
  }
  .pickers,
  .picker,
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 14px;
    align-items: center;
    min-width: 0;
  }
  .pickers {
    gap: 6px 28px;
  }
  .picker:first-child .label {
    min-width: 11ch;
  }
  .picker {
    gap: 4px 10px;
  }
  vscode-dropdown {
    width: 210px;
    max-width: 100%;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(180px, 100%), 1fr));
    gap: 6px 14px;
  }
  .field {
    display: flex;
    flex-direction: column;
    gap: 2px;
    min-width: 0;
  }
  fieldset {
    margin: 0;
    padding: 4px 0;
    border: none;
    min-width: 0;
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(430px, 100%), 1fr));
    gap: 2px 24px;
  }
  legend {
    padding: 0;
    color: var(--wp-muted);
  }
  .paper {
    grid-column: 1 / -1;
  }
  .method {
    min-width: 0;
  }
  .method .about {
    display: block;
    margin-inline-start: 28px;
    margin-top: -3px;
    color: var(--wp-muted);
    overflow-wrap: anywhere;
  }
  .method .field {
    margin: 2px 0 4px 28px;
    max-width: 260px;
  }
  .more {
    align-self: start;
  }
  .cost {
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
    flex: 1 1 200px;
  }
  @container view (max-width: 520px) {
    .place {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .place .label,
    .place .problem {
      grid-column: 1 / -1;
    }
    .told,
    .rows,
    .skip-bad {
      margin-inline-start: 0;
    }
  }
`;
