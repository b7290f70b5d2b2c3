import { bisector, scaleLinear } from 'd3';
import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { cssVariables } from '../components/cssVariables';
import { ElementWidth } from '../components/elementWidth';
import { shadesOf, type ScoreBar, type ScoreChartData } from './chartData';
import { scoreScale } from './scoreScale';

const HEIGHT = 104;
const MARGIN = { top: 14, right: 14, bottom: 18, left: 30 };
/** Pixels a label of the token axis takes. */
const TICK_WIDTH = 90;

const byStart = bisector((bar: ScoreBar) => bar.from);

/**
 * Scores along the trace: a bar a step, as wide as its tokens; rules at waits and at a forced end.
 * Fires `wp-step` with a step's index when its bar is clicked.
 */
@customElement('wp-score-chart')
export class ScoreChart extends LitElement {
  static override styles = [
    scoreScale,
    css`
      :host {
        display: block;
        position: relative;
        min-width: 0;
        /* Known before it is drawn, so that nothing around it moves. */
        height: 104px;
      }
      svg {
        display: block;
        width: 100%;
        font-size: 11px;
      }
      .pointing {
        cursor: pointer;
      }
      text {
        fill: var(--wp-muted);
        font-variant-numeric: tabular-nums;
      }
      .grid {
        stroke: var(--wp-muted);
        stroke-opacity: 0.25;
        shape-rendering: crispEdges;
      }
      .bars {
        fill: var(--wp-score);
      }
      .wait,
      .forced {
        stroke: var(--wp-wait);
      }
      .wait {
        stroke-dasharray: 3 2;
      }
      .forced {
        stroke-width: 3;
      }
      .mark {
        fill: var(--wp-wait);
      }
      .pointed {
        fill: none;
        stroke: var(--wp-foreground);
      }
      .readout {
        position: absolute;
        top: 0;
        right: 14px;
        color: var(--wp-muted);
        font-size: 0.92em;
        font-variant-numeric: tabular-nums;
        pointer-events: none;
        background: var(--wp-panel);
        padding-inline: 4px;
      }
    `,
  ];

  @property({ attribute: false }) data: ScoreChartData | null = null;
  /** What the chart says, for those who do not see it. */
  @property() summary = '';
  @state() private pointed: ScoreBar | null = null;

  readonly #width = new ElementWidth(this);

  override render() {
    const { data, pointed } = this;
    const width = this.#width.value;
    if (!data || width === 0) return nothing;
    const x = this.#x(data);
    const y = scaleLinear([0, 1], [HEIGHT - MARGIN.bottom, MARGIN.top]);
    const ticks = x.ticks(Math.max(2, Math.floor(width / TICK_WIDTH)));
    return html`
      <svg
        role="img"
        aria-label=${this.summary}
        viewBox="0 0 ${width} ${HEIGHT}"
        height=${HEIGHT}
        class=${pointed ? 'pointing' : ''}
        @pointermove=${(event: PointerEvent) => this.#point(event, data)}
        @pointerleave=${() => (this.pointed = null)}
        @click=${() => this.#choose()}
      >
        ${[0, 0.5, 1].map(
          (score) => svg`
            <line class="grid" x1=${MARGIN.left} x2=${width - MARGIN.right} y1=${y(score)} y2=${y(score)}></line>
            <text x=${MARGIN.left - 6} y=${y(score)} dy="0.32em" text-anchor="end">${score}</text>`,
        )}
        ${ticks.map(
          (tick) =>
            svg`<text x=${x(tick)} y=${HEIGHT - 4} text-anchor="middle">${x.tickFormat()(tick)}</text>`,
        )}
        ${shadesOf(data.bars, x, y).map(
          ({ score, path }) =>
            svg`<path class="bars scored" ${cssVariables({ '--score': String(score) })} d=${path}></path>`,
        )}
        ${data.waits.map((at, index) => this.#rule('wait', x(at), y(0), this.#hasRoom(data) ? `${index + 1}` : ''))}
        ${data.forcedEnd === null ? nothing : this.#rule('forced', x(data.forcedEnd), y(0), '')}
        ${
          pointed
            ? svg`<rect class="pointed" x=${x(pointed.from)} width=${Math.max(1, x(pointed.to) - x(pointed.from))}
              y=${y(pointed.score)} height=${y(0) - y(pointed.score)}></rect>`
            : nothing
        }
      </svg>
      ${
        pointed
          ? html`<span class="readout" aria-hidden="true"
              >Step ${pointed.step + 1} · ${pointed.score.toFixed(2)} · tokens
              ${pointed.from}–${pointed.to}</span
            >`
          : nothing
      }
    `;
  }

  #x(data: ScoreChartData) {
    return scaleLinear(
      [0, Math.max(1, data.thinkingTokens)],
      [MARGIN.left, this.#width.value - MARGIN.right],
    );
  }

  #hasRoom(data: ScoreChartData): boolean {
    return data.waits.length * 16 < this.#width.value;
  }

  #rule(kind: 'wait' | 'forced', x: number, bottom: number, number: string) {
    return svg`
      <line class=${kind} x1=${x} x2=${x} y1=${MARGIN.top - 3} y2=${bottom}></line>
      <text class="mark" x=${x} y=${MARGIN.top - 5} text-anchor="middle">${number}</text>`;
  }

  #point(event: PointerEvent, data: ScoreChartData): void {
    const tokens = this.#x(data).invert(event.offsetX);
    const bar = data.bars[byStart.right(data.bars, tokens) - 1];
    this.pointed = bar && tokens <= bar.to ? bar : null;
  }

  #choose(): void {
    if (!this.pointed) return;
    this.dispatchEvent(new CustomEvent('wp-step', { detail: this.pointed.step }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-score-chart': ScoreChart;
  }
}
