import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { icon } from './icon';
import { l10n } from './l10n';
import { focusStyles, iconStyles } from './styles';

/** The chip being edited: its place, and the text so far. `at` is the length of the list for a new one. */
interface Editing {
  readonly at: number;
  readonly text: string;
}

/**
 * A list of short texts: each a button that opens a field in its place, with another to remove it.
 * Fires `wp-change` with the new list as its detail.
 */
@customElement('wp-chips')
export class Chips extends LitElement {
  static override styles = [
    iconStyles,
    focusStyles,
    css`
      :host,
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        align-items: center;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li,
      .add {
        display: inline-flex;
        align-items: center;
        height: 22px;
        box-sizing: border-box;
        border: 1px solid var(--wp-wait);
        border-radius: 11px;
        color: var(--wp-foreground);
        max-width: 28ch;
      }
      button {
        font: inherit;
        color: inherit;
        background: none;
        border: none;
        border-radius: 11px;
        cursor: pointer;
        height: 20px;
        padding: 0 4px;
      }
      button:disabled {
        cursor: default;
        opacity: 0.6;
      }
      .text {
        padding-inline: 9px 2px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: pre;
        font-family: var(--wp-mono);
      }
      .remove,
      .add {
        display: inline-flex;
        align-items: center;
      }
      .remove .icon {
        font-size: 12px;
      }
      .add {
        border-style: dashed;
        padding: 0 5px;
      }
      .add .icon {
        font-size: 12px;
      }
      button:hover:not(:disabled) {
        background: var(--vscode-toolbar-hoverBackground, transparent);
      }
      input {
        font: inherit;
        font-family: var(--wp-mono);
        color: var(--vscode-input-foreground, inherit);
        background: none;
        border: none;
        outline: none;
        field-sizing: content;
        min-width: 6ch;
        max-width: 26ch;
        padding: 0 9px;
      }
      li:has(input) {
        background: var(--vscode-input-background);
        border-color: var(--vscode-focusBorder);
      }
    `,
  ];

  /** What the list is, for screen readers. */
  @property() label = '';
  @property() addLabel = '';
  @property({ attribute: false }) values: readonly string[] = [];
  /** How a value is written in its chip and field. */
  @property({ attribute: false }) show: (value: string) => string = (value) => value;
  /** Inverse of `show`. */
  @property({ attribute: false }) read: (text: string) => string = (text) => text;
  @property({ type: Boolean }) disabled = false;
  @state() private editing: Editing | null = null;

  override render() {
    const adding = this.editing?.at === this.values.length;
    return html`
      <ul aria-label=${this.label}>
        ${this.values.map((value, at) => html`<li>${this.#chip(value, at)}</li>`)}
        ${adding ? html`<li>${this.#field()}</li>` : nothing}
      </ul>
      <button
        class="add"
        aria-label=${this.addLabel}
        title=${this.addLabel}
        ?disabled=${this.disabled}
        @click=${() => (this.editing = { at: this.values.length, text: '' })}
      >
        ${icon('add')}
      </button>
    `;
  }

  #chip(value: string, at: number) {
    if (this.editing?.at === at) return this.#field();
    const shown = this.show(value);
    return html`<button
        class="text"
        aria-label=${l10n.t('Edit {0}', shown)}
        title=${shown}
        ?disabled=${this.disabled}
        @click=${() => (this.editing = { at, text: shown })}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Delete' || event.key === 'Backspace') this.#remove(at);
        }}
        .textContent=${shown}
      ></button
      ><button
        class="remove"
        aria-label=${l10n.t('Remove {0}', shown)}
        title=${l10n.t('Remove')}
        ?disabled=${this.disabled}
        @click=${() => this.#remove(at)}
      >
        ${icon('close')}
      </button>`;
  }

  #field() {
    return html`<input
      aria-label=${this.label}
      .value=${this.editing?.text ?? ''}
      @input=${(event: Event) => {
        if (this.editing) this.editing = { ...this.editing, text: (event.target as HTMLInputElement).value };
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Enter') this.#commit(true);
        else if (event.key === 'Escape') this.#close();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      @blur=${() => this.#commit(false)}
    />`;
  }

  override updated(changed: PropertyValues): void {
    if (!changed.has('editing')) return;
    this.renderRoot.querySelector('input')?.focus();
  }

  /** An emptied chip is removed. @param byKey then the focus stays in the list */
  #commit(byKey: boolean): void {
    const editing = this.editing;
    if (!editing) return;
    const values = [...this.values];
    values.splice(editing.at, 1, ...(editing.text === '' ? [] : [this.read(editing.text)]));
    this.editing = null;
    this.#emit(values);
    if (byKey) this.#focusAfterUpdate(Math.min(editing.at, values.length - 1));
  }

  #close(): void {
    const at = this.editing?.at ?? 0;
    this.editing = null;
    this.#focusAfterUpdate(Math.min(at, this.values.length - 1));
  }

  #remove(at: number): void {
    const values = this.values.filter((_, index) => index !== at);
    this.#emit(values);
    this.#focusAfterUpdate(Math.min(at, values.length - 1));
  }

  /** Focus must not be lost with the element that had it. */
  #focusAfterUpdate(at: number): void {
    void this.updateComplete.then(() => {
      const chips = this.renderRoot.querySelectorAll<HTMLElement>('.text');
      (chips[at] ?? this.renderRoot.querySelector<HTMLElement>('.add'))?.focus();
    });
  }

  #emit(values: readonly string[]): void {
    if (values.length === this.values.length && values.every((value, at) => value === this.values[at]))
      return;
    this.values = values;
    this.dispatchEvent(new CustomEvent('wp-change', { detail: values }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-chips': Chips;
  }
}
