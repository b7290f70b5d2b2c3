/** What the charts over thinking tokens have in common: their size, scales, axes and marks. */
import { scaleLinear, type ScaleLinear } from 'd3';
import { css, LitElement, nothing, svg } from 'lit';
import { state } from 'lit/decorators.js';

export const HEIGHT = 104;
export const MARGIN = { top: 14, right: 14, bottom: 18, left: 30 };
/** Pixels a label of the token axis takes. */
const TICK_WIDTH = 90;

type Scale = ScaleLinear<number, number>;

/** Pixels of a token count. @param width of the chart @param tokens at its right end */
export const tokenScale = (width: number, tokens: number): Scale =>
  scaleLinear([0, Math.max(1, tokens)], [MARGIN.left, width - MARGIN.right]);

/** Pixels of a score or a probability, 0..1, the smaller the higher. */
export const shareScale = (): Scale => scaleLinear([0, 1], [HEIGHT - MARGIN.bottom, MARGIN.top]);

/** Lines at 0, a half and 1, and token counts below. */
export function axes(width: number, x: Scale, y: Scale) {
  const ticks = x.ticks(Math.max(2, Math.floor(width / TICK_WIDTH)));
  return [
    ...[0, 0.5, 1].map(
      (share) => svg`
        <line class="grid" x1=${MARGIN.left} x2=${width - MARGIN.right} y1=${y(share)} y2=${y(share)}></line>
        <text x=${MARGIN.left - 6} y=${y(share)} dy="0.32em" text-anchor="end">${share}</text>`,
    ),
    ...ticks.map(
      (tick) => svg`<text x=${x(tick)} y=${HEIGHT - 4} text-anchor="middle">${x.tickFormat()(tick)}</text>`,
    ),
  ];
}

/** A line from top to bottom. @param number above it; '' for none */
export function rule(kind: 'wait' | 'forced', x: number, bottom: number, number: string) {
  return svg`
    <line class=${kind} x1=${x} x2=${x} y1=${MARGIN.top - 3} y2=${bottom}></line>
    ${number === '' ? nothing : svg`<text class="mark" x=${x} y=${MARGIN.top - 5} text-anchor="middle">${number}</text>`}`;
}

/** Whether numbers of so many waits stand apart, were they spread evenly. */
export const hasRoomForNumbers = (waits: number, width: number): boolean => waits * 16 < width;

export const chartStyles = css`
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
`;

/** A chart that is as wide as its place. */
export abstract class SizedChart extends LitElement {
  /** Pixels; 0 as long as it has no place. */
  @state() protected width = 0;

  readonly #resized = new ResizeObserver(([entry]) => {
    if (entry) this.width = Math.round(entry.contentRect.width);
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  /** Measured at once, or the first frame would be one without a chart. */
  protected override willUpdate(_changed: Map<PropertyKey, unknown>): void {
    if (this.width === 0) this.width = this.clientWidth;
  }
}
