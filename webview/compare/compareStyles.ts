import { css } from 'lit';
import { differenceStyles } from './differencePanel';

export const compareStyles = [
  differenceStyles,
  css`
    .columns {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .columns > * + * {
      border-inline-start: 1px solid var(--wp-line);
    }
    .side {
      display: flex;
      flex-wrap: wrap;
      gap: 2px 10px;
      align-items: baseline;
      padding: 5px 14px;
      min-width: 0;
    }
    .side .sign {
      font-family: var(--wp-mono);
      font-weight: 600;
    }
    .fold {
      display: flex;
      align-items: center;
      padding: 3px 8px;
      border-bottom: 1px solid var(--wp-line);
      color: var(--wp-muted);
    }
    .shared {
      padding-block: 4px;
      border-bottom: 1px solid var(--wp-line);
    }
    [role='row'] {
      content-visibility: auto;
      contain-intrinsic-size: auto 26px;
      outline-offset: -1px;
    }
    .changed .left:not(.missing) {
      background: var(--vscode-diffEditor-removedLineBackground, transparent);
    }
    .changed .right:not(.missing) {
      background: var(--vscode-diffEditor-insertedLineBackground, transparent);
    }
    @container view (max-width: 520px) {
      .segment {
        grid-template-columns: minmax(2ch, auto) minmax(0, 1fr) 46px;
        column-gap: 6px;
        padding-inline: 8px 4px;
      }
      .bar,
      .side,
      .mark {
        padding-inline: 8px;
      }
      /* Two columns have no room: a row's branches stand below each other. */
      .pairs .columns {
        grid-template-columns: minmax(0, 1fr);
      }
      .pairs .columns > * + * {
        border-inline-start: none;
      }
      .pairs .right {
        padding-inline-start: 12px;
      }
      .pairs .columns {
        border-bottom: 1px solid color-mix(in srgb, var(--wp-line) 60%, transparent);
      }
      .pairs .missing {
        display: none;
      }
    }
  `,
];
