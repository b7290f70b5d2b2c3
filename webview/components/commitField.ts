import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { fieldStyles } from './styles';
import { problemText, textField } from './textField';

/**
 * A field whose text counts once Enter is pressed or the field is left, and only where nothing is wrong with it. Fires
 * `wp-commit` with the text.
 */
@customElement('wp-commit-field')
export class CommitField extends LitElement {
  static override styles = [
    fieldStyles,
    css`
      :host {
        display: inline-block;
        min-width: 0;
      }
      vscode-text-field {
        width: 100%;
      }
    `,
  ];

  /** For screen readers; the visible label stands outside. */
  @property() label = '';
  @property() value = '';
  @property() placeholder = '';
  @property({ type: Boolean }) numeric = false;
  @property({ type: Boolean }) disabled = false;
  /** @returns what is wrong with a text; undefined: nothing */
  @property({ attribute: false }) check: (text: string) => string | undefined = () => undefined;
  /** As typed; null: as given. */
  @state() private typed: string | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('value')) this.typed = null;
  }

  override render() {
    const text = this.typed ?? this.value;
    const problem = this.check(text);
    return html`${textField({
      ...{ label: this.label, value: text, problem, placeholder: this.placeholder },
      ...{ numeric: this.numeric, disabled: this.disabled },
      onInput: (typed) => (this.typed = typed),
      onCommit: (typed) => {
        if (typed !== this.value && this.check(typed) === undefined)
          this.dispatchEvent(new CustomEvent('wp-commit', { detail: typed }));
      },
    })}${problemText(problem)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-commit-field': CommitField;
  }
}
