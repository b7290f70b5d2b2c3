import { css } from 'lit';

/** A column beside the steps where there is room; else a low region of fixed height, in two columns. */
export const tokenInspectorStyles = css`
  :host {
    display: block;
    box-sizing: border-box;
    overflow: auto;
    background: var(--wp-panel);
    color: var(--wp-foreground);
  }
  section {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding: 8px 14px 12px;
  }
  header {
    display: flex;
    justify-content: space-between;
    align-items: center;
    min-height: 24px;
  }
  h2 {
    margin: 0;
    font-size: 1em;
    font-weight: 600;
  }
  p,
  dl,
  dd {
    margin: 0;
  }
  .hint,
  .missing,
  .part {
    color: var(--wp-muted);
    line-height: 1.4;
  }
  .facts {
    display: grid;
    gap: 8px;
  }
  .text,
  .token {
    font-family: var(--wp-mono);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }
  .text {
    font-size: 1.15em;
    padding: 3px 8px;
    border: 1px solid var(--wp-line);
    border-radius: 3px;
    background: var(--wp-background);
  }
  .text.part {
    font-family: inherit;
    font-size: 1em;
  }
  dl {
    display: grid;
    gap: 2px;
    font-variant-numeric: tabular-nums;
  }
  dl div {
    display: grid;
    grid-template-columns: 11ch minmax(0, 1fr);
    gap: 8px;
  }
  dt {
    color: var(--wp-muted);
  }
  .others {
    display: grid;
    gap: 8px;
    align-content: start;
  }
  .instead {
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  caption {
    text-align: start;
    color: var(--wp-muted);
    padding-bottom: 2px;
  }
  th,
  td {
    font-weight: normal;
    text-align: start;
    padding: 1px 0;
    line-height: 17px;
    vertical-align: top;
  }
  th {
    min-width: 4ch;
    max-width: 14ch;
  }
  .stands :is(th, .number) {
    font-weight: 700;
  }
  .word {
    padding-inline: 6px;
    white-space: nowrap;
    color: var(--wp-muted);
  }
  .word .icon {
    font-size: 12px;
    vertical-align: -1px;
    margin-inline-end: 2px;
  }
  .bar {
    --rule: color-mix(in srgb, var(--wp-foreground) 20%, transparent);
    width: 40%;
    min-width: 24px;
    /* As long as it is probable, on a rule as long as certainty. */
    background:
      linear-gradient(to right, var(--wp-accent-text) var(--share), transparent 0) center / 100% 7px no-repeat,
      linear-gradient(var(--rule), var(--rule)) center / 100% 1px no-repeat;
  }
  .number {
    text-align: end;
    padding-inline-start: 8px;
    white-space: nowrap;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  @media (max-width: 899px) {
    section {
      display: grid;
      grid-template-columns: minmax(0, 5fr) minmax(0, 6fr);
      grid-template-rows: auto 1fr;
      gap: 2px 14px;
      padding: 4px 14px 6px;
      position: relative;
    }
    header {
      grid-column: 1;
      min-height: 20px;
      justify-content: start;
      gap: 8px;
    }
    header vscode-button {
      position: absolute;
      right: 8px;
      top: 2px;
    }
    .facts {
      grid-column: 1;
      gap: 3px;
      align-content: start;
    }
    .text {
      font-size: 1em;
      padding-block: 0;
    }
    dl {
      gap: 0;
    }
    .others {
      grid-area: 1 / 2 / span 2 / 2;
      gap: 2px;
    }
    .instead,
    caption {
      padding-inline-end: 24px;
    }
    .actions {
      grid-column: 1 / -1;
    }
  }
  @media (max-width: 520px) {
    section {
      padding-inline: 8px;
      gap: 2px 8px;
    }
    dl {
      display: flex;
      flex-wrap: wrap;
      gap: 0 10px;
      line-height: 16px;
    }
    dl div {
      display: block;
    }
    dt,
    dd {
      display: inline;
    }
    th {
      max-width: 9ch;
    }
    /* The check says it; the word is still read. */
    .word {
      position: relative;
      padding-inline: 2px;
    }
    .word span:not(.icon) {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .bar {
      width: auto;
    }
  }
`;
