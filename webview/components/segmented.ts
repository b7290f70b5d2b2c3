import { css, html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

export interface SegmentedOptions<Value extends string> {
  /** What is chosen, for screen readers. */
  readonly label: string;
  /** Unique among the groups of its shadow root. */
  readonly name: string;
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}

/** One of a few, all in sight: the browser's own radio buttons, one stop in the tab order, changed by arrows. */
export function segmented<Value extends string>(options: SegmentedOptions<Value>): TemplateResult {
  return html`<div class="segmented ${options.name}" role="radiogroup" aria-label=${options.label}>
    ${options.choices.map(
      ({ value, label }) =>
        html`<label
          ><input
            type="radio"
            name=${options.name}
            value=${value}
            .checked=${live(value === options.value)}
            @change=${() => options.onChange(value)}
          /><span>${label}</span></label
        >`,
    )}
  </div>`;
}

export const segmentedStyles = css`
  .segmented {
    display: inline-flex;
    border: 1px solid var(--vscode-input-border, var(--wp-line));
    border-radius: 3px;
  }
  .segmented label {
    position: relative;
    display: flex;
    cursor: pointer;
  }
  .segmented input {
    appearance: none;
    position: absolute;
    inset: 0;
    margin: 0;
    outline: none;
    /* Its words take the click, as those of every label do. */
    pointer-events: none;
  }
  .segmented span {
    padding: 1px 9px;
    line-height: 18px;
    white-space: nowrap;
    color: var(--wp-muted);
  }
  .segmented label + label span {
    border-inline-start: 1px solid var(--vscode-input-border, var(--wp-line));
  }
  .segmented label:hover span {
    background: var(--vscode-toolbar-hoverBackground, transparent);
  }
  .segmented input:checked + span {
    /* The chosen one is reversed: a difference that does not rest on a colour. */
    color: var(--wp-background);
    background: var(--wp-foreground);
  }
  .segmented input:focus-visible + span {
    outline: 1px solid var(--vscode-focusBorder, Highlight);
    outline-offset: 1px;
    z-index: 1;
  }
`;
