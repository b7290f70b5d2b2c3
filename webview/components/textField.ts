import { html, nothing, type TemplateResult } from 'lit';
import './kit';

export interface TextFieldOptions {
  /** Name for screen readers; the visible label stands outside. */
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** The value stands: Enter was pressed, or the field was left. */
  readonly onCommit?: (value: string) => void;
  /** What is wrong with the value; shown by `problemText`, and read with the label. */
  readonly problem?: string | undefined;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  /** Digits are wanted: a hint for on-screen keyboards. The text stays free, so that wrong input can be named. */
  readonly numeric?: boolean;
  readonly name?: string;
}

type TextControl = EventTarget & { readonly value: string };

/**
 * The name of a field, and what is wrong with it: a field in the kit's shadow root cannot refer to a description
 * outside. When it is connected the kit takes the name from its content, later from the attribute, so it is given
 * both; `fieldStyles` hide the content.
 */
function spokenLabel({ label, problem }: TextFieldOptions): string {
  return problem === undefined ? label : `${label}. ${problem}`;
}

export function textField(options: TextFieldOptions): TemplateResult {
  const label = spokenLabel(options);
  return html`<vscode-text-field
    class="${options.name ?? ''} ${options.problem === undefined ? '' : 'invalid'}"
    aria-label=${label}
    aria-invalid=${options.problem === undefined ? nothing : 'true'}
    placeholder=${options.placeholder ?? nothing}
    inputmode=${options.numeric ? 'decimal' : nothing}
    ?disabled=${options.disabled ?? false}
    .value=${options.value}
    @input=${(event: Event) => options.onInput((event.target as TextControl).value)}
    @change=${(event: Event) => options.onCommit?.((event.target as TextControl).value)}
    >${label}</vscode-text-field
  >`;
}

export interface TextAreaOptions extends TextFieldOptions {
  /** Shown and selectable, but not to be changed; keeps the focus, as `disabled` does not. */
  readonly readOnly?: boolean;
}

/** A text area that grows with its text; the height is limited by the style of `::part(control)`. */
export function textArea(options: TextAreaOptions): TemplateResult {
  const label = spokenLabel(options);
  return html`<vscode-text-area
    class="${options.name ?? ''} ${options.problem === undefined ? '' : 'invalid'}"
    aria-label=${label}
    aria-invalid=${options.problem === undefined ? nothing : 'true'}
    placeholder=${options.placeholder ?? nothing}
    rows="1"
    resize="none"
    ?readonly=${options.readOnly ?? false}
    ?disabled=${options.disabled ?? false}
    .value=${options.value}
    @input=${(event: Event) => options.onInput((event.target as TextControl).value)}
    >${label}</vscode-text-area
  >`;
}

/** What is wrong with a field, in words, to stand under it. */
export function problemText(problem: string | undefined): TemplateResult | typeof nothing {
  return problem === undefined ? nothing : html`<p class="problem">${problem}</p>`;
}
