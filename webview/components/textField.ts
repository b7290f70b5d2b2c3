import { html, nothing, type TemplateResult } from 'lit';
import './kit';

export interface TextFieldOptions {
  /** Name for screen readers; the visible label stands outside. */
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** What is wrong with the value; shown by `problemText`, and read with the label. */
  readonly problem?: string | undefined;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  /** Digits are wanted: a hint for on-screen keyboards. The text stays free, so that wrong input can be named. */
  readonly numeric?: boolean;
  readonly name?: string;
}

type TextControl = EventTarget & { readonly value: string };

// The kit's labels cannot refer to an element outside of its shadow root, so the problem is part of the name.
const spokenLabel = (label: string, problem: string | undefined): string =>
  problem === undefined ? label : `${label}. ${problem}`;

export function textField(options: TextFieldOptions): TemplateResult {
  return html`<vscode-text-field
    class="${options.name ?? ''} ${options.problem === undefined ? '' : 'invalid'}"
    aria-label=${spokenLabel(options.label, options.problem)}
    aria-invalid=${options.problem === undefined ? nothing : 'true'}
    placeholder=${options.placeholder ?? nothing}
    inputmode=${options.numeric ? 'decimal' : nothing}
    ?disabled=${options.disabled ?? false}
    .value=${options.value}
    @input=${(event: Event) => options.onInput((event.target as TextControl).value)}
  ></vscode-text-field>`;
}

export interface TextAreaOptions extends TextFieldOptions {
  /** Shown and selectable, but not to be changed; keeps the focus, as `disabled` does not. */
  readonly readOnly?: boolean;
}

/** A text area that grows with its text; the height is limited by the style of `::part(control)`. */
export function textArea(options: TextAreaOptions): TemplateResult {
  return html`<vscode-text-area
    class="${options.name ?? ''} ${options.problem === undefined ? '' : 'invalid'}"
    aria-label=${spokenLabel(options.label, options.problem)}
    aria-invalid=${options.problem === undefined ? nothing : 'true'}
    placeholder=${options.placeholder ?? nothing}
    rows="1"
    resize="none"
    ?readonly=${options.readOnly ?? false}
    ?disabled=${options.disabled ?? false}
    .value=${options.value}
    @input=${(event: Event) => options.onInput((event.target as TextControl).value)}
  ></vscode-text-area>`;
}

/** What is wrong with a field, in words, to stand under it. */
export function problemText(problem: string | undefined): TemplateResult | typeof nothing {
  return problem === undefined ? nothing : html`<p class="problem">${problem}</p>`;
}
