import { css } from 'lit';
import { scoreGauge } from '../charts/scoreScale';
import { tokenTextStyles } from '../trace/stepStyles';

/** Of what `branchCell` draws. */
export const branchCellStyles = [
  scoreGauge,
  tokenTextStyles,
  css`
    .segment {
      display: grid;
      grid-template-columns: minmax(3ch, auto) minmax(0, 1fr) 52px;
      column-gap: 10px;
      align-items: baseline;
      padding: 2px 10px 2px 14px;
    }
    .number,
    .score {
      user-select: none;
      font-variant-numeric: tabular-nums;
    }
    .number {
      color: var(--wp-muted);
      text-align: right;
      font-size: 0.92em;
    }
    .score {
      display: flex;
      align-items: baseline;
      gap: 7px;
    }
    .gauge {
      flex: none;
      align-self: center;
    }
    ins,
    del {
      border-radius: 2px;
      text-decoration-thickness: 1px;
      text-decoration-skip-ink: none;
    }
    ins {
      text-decoration-line: underline;
      text-underline-offset: 2px;
      background: var(--vscode-diffEditor-insertedTextBackground, transparent);
      outline: 1px solid var(--vscode-diffEditor-insertedTextBorder, transparent);
      outline-offset: -1px;
    }
    del {
      text-decoration-line: line-through;
      background: var(--vscode-diffEditor-removedTextBackground, transparent);
      outline: 1px dashed var(--vscode-diffEditor-removedTextBorder, transparent);
      outline-offset: -1px;
    }
    /* Many screen readers pass over what these elements mean. */
    ins::before {
      content: '\\200b' / 'inserted: ';
    }
    del::before {
      content: '\\200b' / 'removed: ';
    }
    :is(ins, del)::after {
      content: '\\200b' / ', end. ';
    }
    .mark {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 10px;
      align-items: center;
      padding: 5px 14px;
      color: var(--wp-wait);
    }
    .mark[data-kind='edit'] {
      color: var(--wp-accent-text);
    }
    .badge {
      border: 1px solid currentColor;
      border-radius: 10px;
      padding: 1px 9px;
      font-weight: 600;
      white-space: nowrap;
      background: var(--wp-background);
    }
    .words {
      font-size: 0.95em;
      unicode-bidi: isolate;
      overflow-wrap: anywhere;
      min-width: 0;
    }
    .answer .text {
      font-weight: 600;
    }
    .end .text {
      color: var(--wp-muted);
    }
  `,
];
