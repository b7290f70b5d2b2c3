import { html, type TemplateResult } from 'lit';
import './kit';

export interface CheckboxOptions {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly name?: string;
}

export function checkbox(options: CheckboxOptions): TemplateResult {
  return html`<vscode-checkbox
    class=${options.name ?? ''}
    .checked=${options.checked}
    @change=${(event: Event) => options.onChange((event.target as EventTarget & { checked: boolean }).checked)}
    >${options.label}</vscode-checkbox
  >`;
}
