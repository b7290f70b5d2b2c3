/** A small square chart of shares against shares, or against a length: lines, points, and a diagonal to compare with. */
import { line, scaleLinear } from 'd3';
import { css, html, nothing, svg, type TemplateResult } from 'lit';

const SIZE = { width: 300, height: 230 };
const MARGIN = { top: 10, right: 14, bottom: 38, left: 42 };
const LEAST_RADIUS = 2.5;
const MOST_RADIUS = 9;

export interface UnitPoint {
  readonly x: number;
  /** 0..1 */
  readonly y: number;
  /** 0..1: how much it stands for; default a small one. */
  readonly weight?: number;
}

export interface UnitSeries {
  readonly name: string;
  readonly points: readonly UnitPoint[];
  /** Dashed, and its points hollow: told apart without colour. */
  readonly second?: boolean;
  readonly dots?: boolean;
}

export interface UnitChart {
  readonly title: string;
  /** What it says, for those who do not see it. */
  readonly summary: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Largest x; default 1. */
  readonly xEnd?: number;
  /** Where the scores would be if they were perfect, or chance. */
  readonly diagonal?: boolean;
  readonly series: readonly UnitSeries[];
}

export function unitChart(chart: UnitChart): TemplateResult {
  const { title, summary, xLabel, yLabel, xEnd = 1, diagonal = false, series } = chart;
  const x = scaleLinear([0, Math.max(xEnd, Number.EPSILON)], [MARGIN.left, SIZE.width - MARGIN.right]);
  const y = scaleLinear([0, 1], [SIZE.height - MARGIN.bottom, MARGIN.top]);
  const path = line<UnitPoint>(
    (point) => x(point.x),
    (point) => y(point.y),
  );
  return html`<figure class="unit-chart">
    <figcaption>${title}</figcaption>
    <svg role="img" aria-label=${summary} viewBox="0 0 ${SIZE.width} ${SIZE.height}">
      ${y.ticks(5).map(
        (
          tick,
        ) => svg`<line class="grid" x1=${MARGIN.left} x2=${SIZE.width - MARGIN.right} y1=${y(tick)} y2=${y(tick)}></line>
          <text x=${MARGIN.left - 6} y=${y(tick)} dy="0.32em" text-anchor="end">${tick}</text>`,
      )}
      ${x.ticks(5).map((tick) => svg`<text x=${x(tick)} y=${y(0) + 15} text-anchor="middle">${tick}</text>`)}
      <text x=${(x(0) + x(xEnd)) / 2} y=${SIZE.height - 5} text-anchor="middle">${xLabel}</text>
      <text transform="translate(11 ${(y(0) + y(1)) / 2}) rotate(-90)" text-anchor="middle">${yLabel}</text>
      ${diagonal ? svg`<line class="diagonal" x1=${x(0)} y1=${y(0)} x2=${x(1)} y2=${y(1)}></line>` : nothing}
      ${series.map(
        ({ points, second = false, dots = true }) => svg`
          <path class="series ${second ? 'second' : ''}" d=${path([...points]) ?? ''}></path>
          ${
            dots
              ? points.map(
                  (point) =>
                    svg`<circle class="dot ${second ? 'second' : ''}" cx=${x(point.x)} cy=${y(point.y)}
                      r=${LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * Math.sqrt(point.weight ?? 0)}></circle>`,
                )
              : nothing
          }`,
      )}
    </svg>
    ${
      series.length < 2
        ? nothing
        : html`<p class="key">
            ${series.map(
              ({ name, second = false }) =>
                html`<span
                  ><svg class="sample" viewBox="0 0 24 8" aria-hidden="true">
                    <line class="series ${second ? 'second' : ''}" x1="0" x2="24" y1="4" y2="4"></line></svg
                  >${name}</span
                >`,
            )}
          </p>`
    }
  </figure>`;
}

export const unitChartStyles = css`
  .unit-chart {
    margin: 0;
    width: 300px;
  }
  .unit-chart figcaption {
    font-weight: 600;
    margin-bottom: 4px;
  }
  .unit-chart > svg {
    display: block;
    width: 100%;
    font-size: 11px;
  }
  .unit-chart text {
    fill: var(--wp-muted);
    font-variant-numeric: tabular-nums;
  }
  .unit-chart .grid {
    stroke: var(--wp-muted);
    stroke-opacity: 0.25;
    shape-rendering: crispEdges;
  }
  .unit-chart .diagonal {
    stroke: var(--wp-muted);
    stroke-dasharray: 2 4;
  }
  .unit-chart .series {
    fill: none;
    stroke: var(--wp-score-high);
    stroke-width: 1.6;
  }
  .unit-chart .series.second {
    stroke: var(--wp-wait);
    stroke-dasharray: 5 3;
  }
  .unit-chart .dot {
    fill: var(--wp-score-high);
    fill-opacity: 0.75;
    stroke: var(--wp-background);
  }
  .unit-chart .dot.second {
    fill: var(--wp-background);
    stroke: var(--wp-wait);
  }
  .unit-chart .key {
    display: flex;
    gap: 14px;
    margin: 2px 0 0;
    color: var(--wp-muted);
  }
  .unit-chart .key span {
    display: inline-flex;
    gap: 6px;
    align-items: center;
  }
  .unit-chart .sample {
    width: 24px;
    height: 8px;
  }
`;
