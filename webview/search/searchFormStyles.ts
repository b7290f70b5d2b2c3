import { css } from 'lit';

export const searchFormStyles = css`
  :host {
    display: block;
  }
  form {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 4px 14px 10px;
    max-width: 1100px;
  }
  p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .question {
    display: grid;
    gap: 2px;
  }
  .question vscode-text-area {
    width: 100%;
  }
  .question vscode-text-area::part(control) {
    field-sizing: content;
    max-height: 8lh;
    min-height: 2lh;
  }
  .pickers,
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 6px 14px;
    align-items: end;
  }
  .field {
    display: flex;
    flex-direction: column;
    gap: 2px;
    min-width: 0;
  }
  .expected {
    width: 160px;
  }
  vscode-dropdown {
    width: 190px;
    max-width: 100%;
  }
  .unique {
    align-self: center;
    padding-top: 14px;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(132px, 100%), 1fr));
    gap: 6px 14px;
  }
  .told {
    color: var(--wp-muted);
  }
  .about b {
    color: var(--wp-foreground);
  }
  .actions {
    align-items: center;
  }
  .refusal {
    display: flex;
    gap: 8px;
  }
`;
