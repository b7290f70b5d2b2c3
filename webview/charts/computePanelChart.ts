import { css, html, LitElement, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { pointedWords, type ComputeMark, type ComputePanel } from './computeData';
import { axes, computeScales, curves, markDrawing, SIZE, type ComputeScales } from './computeDrawing';
import type { ComputeUnit } from './computeWords';

/**
 * Accuracy against compute of the ways to search questions of a bin. Points tell about themselves under the pointer and
 * the focus. Fires `wp-way` with the way of the point that is looked at, or null.
 */
@customElement('wp-compute-panel')
export class ComputePanelChart extends LitElement {
  static override styles = css`
    :host {
      display: block;
      width: ${SIZE.width}px;
      max-width: 100%;
    }
    h3 {
      font-size: 1em;
      margin: 0 0 4px;
      overflow-wrap: anywhere;
    }
    svg {
      display: block;
      width: 100%;
      font-size: 11px;
      font-variant-numeric: tabular-nums;
    }
    .point {
      fill: transparent;
      outline: none;
    }
    .point:focus-visible {
      stroke: var(--vscode-focusBorder, Highlight);
      stroke-width: 2px;
    }
    .readout {
      min-height: 2.8em;
      margin: 2px 0 0;
      color: var(--wp-muted);
      font-size: 0.92em;
      font-variant-numeric: tabular-nums;
      overflow-wrap: anywhere;
    }
  `;

  @property({ attribute: false }) panel!: ComputePanel;
  @property({ attribute: false }) unit: ComputeUnit = 'flops';
  /** Of the axis of compute, which all panels share. */
  @property({ attribute: false }) domain: readonly [number, number] = [1, 10];
  /** Of the strategies among shapes and colours. */
  @property({ attribute: false }) places: ReadonlyMap<string, number> = new Map();
  /** Way that is looked at, here or in another panel. */
  @property({ attribute: false }) way: string | null = null;
  @state() private pointed: ComputeMark | null = null;
  /** Place of the mark that the tab key goes to. */
  @state() private stop = 0;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    // What was pointed at is not there any more.
    if (changed.has('panel')) this.pointed = null;
  }

  override render() {
    const { panel, unit, places } = this;
    const scales = computeScales(this.domain);
    // The report of another file may have fewer.
    const stop = Math.min(this.stop, panel.marks.length - 1);
    return html`<h3>${panel.title}</h3>
      <svg
        role="group"
        aria-label=${panel.summary}
        viewBox="0 0 ${SIZE.width} ${SIZE.height}"
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
      >
        ${axes(scales, unit)} ${curves(panel, scales, places)}
        ${[false, true].map((isPointed) =>
          // On top of those that it stands among.
          panel.marks
            .filter((mark) => this.#isPointed(mark) === isPointed)
            .map((mark) => markDrawing(mark, scales, places, isPointed)),
        )}
        ${panel.marks.map((mark, i) => this.#point(mark, i, i === stop, scales))}
      </svg>
      <p class="readout" aria-hidden="true">${this.pointed ? pointedWords(panel, this.pointed) : ''}</p>`;
  }

  #isPointed(mark: ComputeMark): boolean {
    return mark === this.pointed || (mark.way !== null && mark.way === this.way);
  }

  #point(mark: ComputeMark, place: number, isStop: boolean, { x, y }: ComputeScales) {
    return svg`<circle
      class="point"
      role="img"
      data-place=${place}
      tabindex=${isStop ? 0 : -1}
      aria-label=${mark.words}
      cx=${x(mark.compute)}
      cy=${y(mark.accuracy)}
      r="9"
      @focus=${() => {
        this.stop = place;
        this.#look(mark);
      }}
      @blur=${() => this.#look(null)}
      @pointerenter=${() => this.#look(mark)}
      @pointerleave=${() => this.#look(null)}
    ></circle>`;
  }

  #look(mark: ComputeMark | null): void {
    this.pointed = mark;
    this.dispatchEvent(
      new CustomEvent<string | null>('wp-way', { detail: mark?.way ?? null, bubbles: true }),
    );
  }

  #key(event: KeyboardEvent): void {
    const at = Number((event.target as SVGElement).dataset['place']);
    const count = this.panel.marks.length;
    const steps: Record<string, number> = {
      ...{ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 },
      ...{ Home: -at, End: count - 1 - at },
    };
    const step = steps[event.key];
    if (step === undefined || Number.isNaN(at)) return;
    const next = (at + step + count) % count;
    this.renderRoot.querySelector<SVGElement>(`.point[data-place="${next}"]`)?.focus();
    event.preventDefault();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-compute-panel': ComputePanelChart;
  }
}
