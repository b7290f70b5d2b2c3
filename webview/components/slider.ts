import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { cssVariables } from './cssVariables';
import { nearestStop } from './stops';
import { fieldStyles, focusStyles } from './styles';
import { problemText, textField } from './textField';

/**
 * A number by slider and by field: the slider moves over `stops`, the field takes any text.
 * Fires `wp-input` with the new text as its detail.
 */
@customElement('wp-slider')
export class Slider extends LitElement {
  static override styles = [
    fieldStyles,
    focusStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: subgrid;
        grid-column: span 3;
        align-items: center;
      }
      vscode-text-field {
        width: 100%;
      }
      input {
        appearance: none;
        width: 100%;
        min-width: 48px;
        height: 20px;
        margin: 0;
        background: none;
        cursor: pointer;
      }
      input:focus-visible {
        outline: none;
      }
      input:focus-visible::-webkit-slider-thumb {
        box-shadow: 0 0 0 2px var(--vscode-focusBorder, Highlight);
      }
      input:disabled {
        opacity: 0.4;
        cursor: not-allowed;
      }
      input::-webkit-slider-runnable-track {
        height: 4px;
        border-radius: 2px;
        background: linear-gradient(
          to right,
          var(--wp-accent) var(--fill),
          color-mix(in srgb, var(--wp-foreground) 30%, transparent) var(--fill)
        );
      }
      input::-webkit-slider-thumb {
        appearance: none;
        width: 14px;
        height: 14px;
        margin-top: -5px;
        border-radius: 50%;
        background: var(--wp-accent);
        border: 2px solid var(--wp-background);
        box-shadow: 0 0 0 1px var(--vscode-contrastBorder, transparent);
      }
      input:hover:not(:disabled)::-webkit-slider-thumb {
        border-width: 1px;
      }
    `,
  ];

  @property() label = '';
  /** Said by screen readers after the number. */
  @property() unit = '';
  /** Explains the number on hover. */
  @property() hint = '';
  @property() value = '';
  @property({ attribute: false }) problem: string | undefined;
  @property({ attribute: false }) stops: readonly number[] = [];
  @property({ type: Boolean }) disabled = false;

  override render() {
    const last = Math.max(1, this.stops.length - 1);
    const place = nearestStop(this.stops, Number(this.value));
    return html`
      <label for="range" title=${this.hint}>${this.label}</label>
      <input
        id="range"
        type="range"
        min="0"
        max=${last}
        step="1"
        title=${this.hint}
        aria-valuetext="${this.value} ${this.unit}"
        ${cssVariables({ '--fill': `${(100 * place) / last}%` })}
        ?disabled=${this.disabled}
        .value=${live(String(place))}
        @input=${this.#slid}
      />
      ${textField({
        label: `${this.label}, ${this.unit}`,
        value: this.value,
        problem: this.problem,
        disabled: this.disabled,
        numeric: true,
        onInput: (text) => this.#emit(text),
      })}
      ${this.problem === undefined ? nothing : problemText(this.problem)}
    `;
  }

  #slid(event: Event): void {
    const stop = this.stops[Number((event.target as HTMLInputElement).value)];
    if (stop !== undefined) this.#emit(String(stop));
  }

  #emit(text: string): void {
    this.dispatchEvent(new CustomEvent('wp-input', { detail: text }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-slider': Slider;
  }
}
