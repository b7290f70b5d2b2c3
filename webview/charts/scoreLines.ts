import { curveStepBefore, line } from 'd3';
import { css, html, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { cssVariables } from '../components/cssVariables';
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
import { nearestLine, type ScoreLine } from './sweepChartData';

/**
 * Scores along the thinking of many columns: a line a column, level over each step, a tick at every wait. The line that
 * the charts are about stands out and has its waits ruled. Fires `wp-point` with the place of the column whose line is
 * nearest to the mouse, or null, and `wp-choose` with that of the one that is clicked.
 */
@customElement('wp-score-lines')
export class ScoreLines extends SizedChart {
  static override styles = [
    chartStyles,
    css`
      .line {
        fill: none;
        stroke: var(--wp-muted);
        stroke-opacity: var(--quiet);
      }
      .line.pinned,
      .line.emphasised {
        stroke-opacity: 1;
        stroke-width: 2px;
      }
      .pinned {
        stroke: var(--wp-accent-text);
      }
      .emphasised {
        stroke: var(--wp-foreground);
      }
      text.name {
        stroke: var(--wp-panel);
        stroke-width: 3px;
        paint-order: stroke;
        font-weight: 600;
        fill: var(--wp-foreground);
      }
      text.name.pinned {
        fill: var(--wp-accent-text);
      }
      .ticks {
        stroke: var(--wp-wait);
      }
    `,
  ];

  @property({ attribute: false }) lines: readonly ScoreLine[] = [];
  /** At the right end of the axis. */
  @property({ attribute: false }) tokens = 0;
  /** What the chart says, for those who do not see it. */
  @property() summary = '';
  /** Places of columns: that with the mouse or the focus, that which was gone to last, and the reference. */
  @property({ attribute: false }) pointed: number | null = null;
  @property({ attribute: false }) chosen: number | null = null;
  @property({ attribute: false }) pinned: number | null = null;

  /** Of each line; drawn anew where the lines or the width changed, not with every move of the mouse. */
  #paths = new Map<ScoreLine, string>();

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    if (!['lines', 'tokens', 'width'].some((name) => changed.has(name))) return;
    const x = tokenScale(this.width, this.tokens);
    const y = shareScale();
    const draw = line<ScoreLine['scores'][number]>()
      .x(({ tokens }) => Math.round(x(tokens) * 10) / 10)
      .y(({ score }) => Math.round(y(score) * 10) / 10)
      .curve(curveStepBefore);
    this.#paths = new Map(
      this.lines.map((one) => {
        const [first] = one.scores;
        // From where the first step begins.
        return [one, first ? (draw([{ ...first, tokens: 0 }, ...one.scores]) ?? '') : ''];
      }),
    );
  }

  override render() {
    const { lines, width, pinned, pointed } = this;
    if (width === 0) return nothing;
    const x = tokenScale(width, this.tokens);
    const y = shareScale();
    const emphasised = pointed ?? this.chosen;
    const about = lines.find(({ place }) => place === (emphasised ?? pinned));
    const waits = [...new Set(lines.flatMap(({ waitsAt }) => waitsAt))];
    const isNumbered = hasRoomForNumbers(about?.waitsAt.length ?? 0, width);
    const marked = (kind: 'pinned' | 'emphasised', place: number | null) => {
      const one = lines.find((of) => of.place === place);
      return one ? this.#marked(one, kind) : nothing;
    };
    // Many lines over each other are as dark as one.
    const quiet = Math.max(0.12, 0.7 / Math.sqrt(Math.max(1, lines.length)));
    return html`<svg
      ${cssVariables({ '--quiet': quiet.toFixed(2) })}
      role="img"
      aria-label=${this.summary}
      viewBox="0 0 ${width} ${HEIGHT}"
      height=${HEIGHT}
      class=${pointed === null ? '' : 'pointing'}
      @pointermove=${(event: PointerEvent) => this.#tell('wp-point', this.#nearest(event))}
      @pointerleave=${() => this.#tell('wp-point', null)}
      @click=${(event: PointerEvent) => this.#tell('wp-choose', this.#nearest(event))}
    >
      ${axes(width, x, y)}
      <path class="ticks" d=${waits.map((at) => `M${x(at).toFixed(1)} ${y(0)}v4`).join('')}></path>
      ${[...this.#paths.values()].map((path) => svg`<path class="line" d=${path}></path>`)}
      ${about?.waitsAt.map((at, index) => rule('wait', x(at), y(0), isNumbered ? `${index + 1}` : '')) ?? nothing}
      ${emphasised === pinned ? nothing : marked('pinned', pinned)} ${marked('emphasised', emphasised)}
    </svg>`;
  }

  #marked(one: ScoreLine, kind: 'pinned' | 'emphasised') {
    const last = one.scores.at(-1);
    if (!last) return nothing;
    const x = tokenScale(this.width, this.tokens)(last.tokens);
    const y = shareScale()(last.score);
    return svg`<path class="line ${kind}" d=${this.#paths.get(one) ?? ''}></path>
      <text class="name ${kind}" x=${x - 4} y=${y + (last.score > 0.5 ? 13 : -5)} text-anchor="end">${one.name}</text>`;
  }

  #nearest(event: PointerEvent): number | null {
    const tokens = tokenScale(this.width, this.tokens).invert(event.offsetX);
    const y = shareScale();
    const distance = (score: number): number => Math.abs(y(score) - event.offsetY);
    return nearestLine(this.lines, tokens, distance, [this.chosen, this.pinned])?.place ?? null;
  }

  #tell(name: 'wp-point' | 'wp-choose', place: number | null): void {
    if (name === 'wp-choose' && place === null) return;
    this.dispatchEvent(new CustomEvent(name, { detail: place }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'wp-score-lines': ScoreLines;
  }
}
