import { css } from 'lit';

export const stepNoteStyles = css`
  .step[data-loop='model'] {
    box-shadow: inset 3px 0 var(--wp-wait);
  }
  .step[data-loop='waits'] {
    box-shadow: inset 3px 0 var(--wp-line);
  }
  .notes {
    grid-column: 3 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    margin-block: 1px 3px;
    user-select: none;
  }
  .notes:not(:has(*)) {
    display: none;
  }
  .note {
    display: inline-flex;
    gap: 4px;
    align-items: center;
    font: inherit;
    font-size: 0.92em;
    color: var(--wp-muted);
    border: 1px solid var(--wp-line);
    border-radius: 9px;
    padding: 0 7px;
    background: none;
  }
  .step:is(:hover, :focus) .note {
    color: inherit;
  }
  .note .icon {
    font-size: 12px;
  }
  button.note,
  .remedy {
    cursor: pointer;
  }
  .loop.model {
    color: var(--wp-wait);
    border-color: currentColor;
  }
  .label[data-label='-1'] {
    border-color: var(--wp-score-low);
    border-width: 2px;
  }
  .label[data-label='1'] {
    border-color: var(--wp-score-high);
  }
  .remedies {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 10px;
    align-items: baseline;
    font-size: 0.92em;
  }
  .remedy {
    font: inherit;
    color: var(--wp-accent-text);
    background: none;
    border: none;
    padding: 0;
    text-decoration: underline;
  }
  .remedy:disabled {
    cursor: default;
    color: inherit;
    text-decoration: none;
  }
`;
