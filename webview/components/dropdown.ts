import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import './kit';

export interface DropdownChoice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
}

export interface DropdownOptions {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly DropdownChoice[];
  /** @returns whether the choice stands; a refused one falls back to `value`. */
  readonly onChange: (value: string) => boolean | void;
  readonly disabled?: boolean;
  readonly invalid?: boolean;
  readonly name?: string;
}

type Dropdown = EventTarget & { value: string };

export function dropdown(options: DropdownOptions): TemplateResult {
  const chosen = options.choices.find((choice) => choice.value === options.value);
  // The kit takes its first choice from the options, as they are slotted, and later ones from its value.
  return html`<vscode-dropdown
    class="${options.name ?? ''} ${options.invalid ? 'invalid' : ''}"
    aria-label=${options.label}
    title=${chosen?.description ?? nothing}
    ?disabled=${options.disabled ?? false}
    .value=${live(options.value)}
    @change=${(event: Event) => {
      const element = event.currentTarget as Dropdown;
      if (options.onChange(element.value) === false) element.value = options.value;
    }}
    >${repeat(
      options.choices,
      (choice) => choice.value,
      (choice) =>
        html`<vscode-option
          value=${choice.value}
          ?selected=${choice.value === options.value}
          title=${choice.description ?? nothing}
          >${choice.label}</vscode-option
        >`,
    )}</vscode-dropdown
  >`;
}
