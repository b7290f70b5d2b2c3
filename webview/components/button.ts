import { html, nothing, type TemplateResult } from 'lit';
import { icon, type IconName } from './icon';
import './kit';

export interface ButtonOptions {
  readonly label: string;
  readonly onClick: () => void;
  readonly icon?: IconName;
  /** 'icon' shows the icon alone; the label is then its name. 'quiet' has no background. Default 'secondary'. */
  readonly appearance?: 'primary' | 'secondary' | 'icon' | 'quiet';
  readonly disabled?: boolean;
  readonly title?: string;
  /** Class of the element, for tests and styles. */
  readonly name?: string;
  /** Of a button that unfolds something. */
  readonly expanded?: boolean;
  /** Of a button that switches something on and off. */
  readonly pressed?: boolean;
}

export function button(options: ButtonOptions): TemplateResult {
  const { appearance = 'secondary', label, title } = options;
  const alone = appearance === 'icon';
  // The kit calls its icon buttons "Icon Button" unless they have a name.
  const named = alone || appearance === 'quiet';
  return html`<vscode-button
    class=${options.name ?? nothing}
    appearance=${appearance === 'quiet' ? 'icon' : appearance}
    aria-label=${named ? label : nothing}
    aria-expanded=${options.expanded === undefined ? nothing : String(options.expanded)}
    aria-pressed=${options.pressed === undefined ? nothing : String(options.pressed)}
    title=${title ?? (alone ? label : nothing)}
    ?disabled=${options.disabled ?? false}
    @click=${options.onClick}
    >${options.icon ? icon(options.icon, alone ? undefined : 'start') : nothing}${alone ? nothing : label}</vscode-button
  >`;
}
