import { bisector } from 'd3';
import { css, html, nothing, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { cssVariables } from '../components/cssVariables';
import { l10n } from '../components/l10n';
import { shadesOf, type ScoreBar, type ScoreChartData } from './chartData';
import {
  axes,
  chartStyles,
  hasRoomForNumbers,
  HEIGHT,
  rule,
  shareScale,
  SizedChart,
  tokenScale,
} from './chartFrame';
import { scoreScale } from './scoreScale';

const byStart = bisector((bar: ScoreBar) => bar.from);

/**
 * Scores along the trace: a bar a step, as wide as its tokens; rules at waits and at a forced end.
 * Fires `wp-step` with a step's index when its bar is clicked.
 */
@customElement('wp-score-chart')
export class ScoreChart extends SizedChart {
  static override styles = [
    scoreScale,
    chartStyles,
    css`
      .bars {
        fill: var(--wp-score);
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

  override render() {
    const { data, width, pointed } = this;
    if (!data || width === 0) return nothing;
    const x = tokenScale(width, data.thinkingTokens);
    const y = shareScale();
    const isNumbered = hasRoomForNumbers(data.waits.length, width);
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
        ${axes(width, x, y)}
        ${shadesOf(data.bars, x, y).map(
          ({ score, path }) =>
            svg`<path class="bars scored" ${cssVariables({ '--score': String(score) })} d=${path}></path>`,
        )}
        ${data.waits.map((at, index) => rule('wait', x(at), y(0), isNumbered ? `${index + 1}` : ''))}
        ${data.forcedEnd === null ? nothing : rule('forced', x(data.forcedEnd), y(0), '')}
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
              >${l10n.t('Step {0} · {1} · tokens {2}–{3}', pointed.step + 1, pointed.score.toFixed(2), pointed.from, pointed.to)}</span
            >`
          : nothing
      }
    `;
  }

  #point(event: PointerEvent, data: ScoreChartData): void {
    const tokens = tokenScale(this.width, data.thinkingTokens).invert(event.offsetX);
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
