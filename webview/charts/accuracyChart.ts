import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ElementWidth } from '../components/elementWidth';
import { l10n } from '../components/l10n';
import { focusStyles } from '../components/styles';
import { displayText } from '../trace/displayText';
import { formatCount, plural } from '../trace/format';
import type { AccuracyPoint, AccuracySeries } from './accuracyData';
import { accuracyDrawing, swatch } from './accuracyDrawing';
import { styleOf, THEME_PALETTE } from './accuracyStyle';

const HEIGHT = 300;

const percent = (share: number): string => (100 * share).toFixed(1);

/** "budget-forcing, 64 · 2 waits: 45.0 % right (30.1 to 60.0), 61 thinking tokens, 40 questions". */
export function pointWords({ method, label, accuracy, low, high, tokens, n }: AccuracyPoint): string {
  const name = label === method ? method : `${method}, ${label}`;
  const share = l10n.t('{0} % right ({1} to {2})', percent(accuracy), percent(low), percent(high));
  return l10n.t(
    '{0}: {1}, {2} thinking tokens, {3}',
    displayText(name),
    share,
    formatCount(Math.round(tokens)),
    plural(n, 'question'),
  );
}

/**
 * Accuracy against mean thinking tokens, a line a method with its intervals; below it the methods, which can be hidden.
 * Fires `wp-cell` with a cell's name when its point is chosen, and `wp-method` with a method's when it is switched.
 */
@customElement('wp-accuracy-chart')
export class AccuracyChart extends LitElement {
  static override styles = [
    focusStyles,
    css`
      :host {
        display: block;
        position: relative;
        min-width: 0;
      }
      .drawing > svg {
        display: block;
        width: 100%;
        font-size: 11px;
        font-variant-numeric: tabular-nums;
      }
      .point {
        cursor: pointer;
        fill: transparent;
        outline: none;
      }
      .point:focus-visible {
        stroke: var(--vscode-focusBorder, Highlight);
        stroke-width: 2px;
      }
      .readout {
        min-height: 1.4em;
        padding-inline: 52px 14px;
        color: var(--wp-muted);
        font-size: 0.92em;
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 6px;
        padding: 2px 14px 6px;
      }
      .legend button {
        display: inline-flex;
        gap: 6px;
        align-items: center;
        padding: 1px 6px;
        font: inherit;
        color: inherit;
        background: none;
        border: 1px solid transparent;
        border-radius: 3px;
        cursor: pointer;
        overflow-wrap: anywhere;
        text-align: start;
      }
      .legend button:hover {
        background: var(--vscode-toolbar-hoverBackground, transparent);
        border-color: var(--vscode-contrastActiveBorder, transparent);
      }
      .legend button[aria-pressed='false'] span {
        text-decoration: line-through;
        color: var(--wp-muted);
      }
      .legend button[aria-pressed='false'] svg {
        opacity: 0.35;
      }
      .legend svg {
        flex: none;
      }
    `,
  ];

  /** All methods that have points. */
  @property({ attribute: false }) series: readonly AccuracySeries[] = [];
  /** Methods that are not drawn. */
  @property({ attribute: false }) omitted: readonly string[] = [];
  @property({ type: Boolean }) logarithmic = false;
  /** Cell that stands out; null: none. */
  @property({ attribute: false }) selected: string | null = null;
  @state() private pointed: AccuracyPoint | null = null;
  /** Cell whose point the tab key goes to. */
  @state() private stop: string | null = null;

  readonly #width = new ElementWidth(this);

  get #shown(): readonly AccuracySeries[] {
    return this.series.filter(({ method }) => !this.omitted.includes(method));
  }

  override render() {
    const { logarithmic, selected, pointed } = this;
    const width = this.#width.value;
    if (width === 0) return nothing;
    const shown = this.#shown;
    const points = shown.flatMap(({ lines }) => lines.flatMap((one) => one.points));
    const stop = points.find(({ cell }) => cell === this.stop) ?? points[0];
    return html`
      <div class="drawing">
        <svg
          role="group"
          aria-label=${l10n.t('Right answers against mean thinking tokens: {0}. Arrow keys go from point to point, Enter lists its questions', plural(points.length, 'point'))}
          viewBox="0 0 ${width} ${HEIGHT}"
          height=${HEIGHT}
          @keydown=${(event: KeyboardEvent) => this.#key(event, points)}
        >
          ${accuracyDrawing({
            ...{ series: shown, width, height: HEIGHT, logarithmic, selected },
            palette: THEME_PALETTE,
            onPoint: (point, x, y) => svg`<circle
              class="point"
              role="button"
              data-cell=${point.cell}
              tabindex=${point === stop ? 0 : -1}
              aria-label=${pointWords(point)}
              aria-pressed=${point.cell === selected}
              cx=${x}
              cy=${y}
              r="11"
              @click=${() => this.#choose(point)}
              @focus=${() => this.#point(point)}
              @blur=${() => (this.pointed = null)}
              @pointerenter=${() => (this.pointed = point)}
              @pointerleave=${() => (this.pointed = null)}
            ></circle>`,
          })}
        </svg>
      </div>
      <div class="readout" aria-hidden="true">${pointed ? pointWords(pointed) : ''}</div>
      <div class="legend" role="group" aria-label=${l10n.t('Methods in the chart')}>
        ${this.series.map(
          ({ method, place }) =>
            html`<button
              type="button"
              aria-pressed=${!this.omitted.includes(method)}
              @click=${() => this.#tell('wp-method', method)}
            >
              <svg width="30" height="16" aria-hidden="true">
                ${swatch(styleOf(place, THEME_PALETTE), THEME_PALETTE.background)}
              </svg>
              <span>${displayText(method)}</span>
            </button>`,
        )}
      </div>
    `;
  }

  #point(point: AccuracyPoint): void {
    this.pointed = point;
    this.stop = point.cell;
  }

  #choose(point: AccuracyPoint): void {
    this.stop = point.cell;
    this.#tell('wp-cell', point.cell);
  }

  #key(event: KeyboardEvent, points: readonly AccuracyPoint[]): void {
    const at = points.findIndex(({ cell }) => cell === (event.target as SVGElement).dataset['cell']);
    const point = points[at];
    if (!point) return;
    const steps: Record<string, number> = {
      ...{ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 },
      ...{ Home: -at, End: points.length - 1 - at },
    };
    const step = steps[event.key];
    if (event.key === 'Enter' || event.key === ' ') this.#choose(point);
    else if (step === undefined) return;
    else this.#focus(points[(at + step + points.length) % points.length]);
    event.preventDefault();
  }

  #focus(point: AccuracyPoint | undefined): void {
    const circles = this.renderRoot.querySelectorAll<SVGElement>('.point');
    [...circles].find(({ dataset }) => dataset['cell'] === point?.cell)?.focus();
  }

  #tell(name: string, detail: string): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-accuracy-chart': AccuracyChart;
  }
}
