/** Accuracy against thinking tokens as SVG: the same drawing in the view and in a file. */
import { line, scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3';
import { nothing, svg, type SVGTemplateResult } from 'lit';
import { l10n } from '../components/l10n';
import { displayText } from '../trace/displayText';
import type { AccuracyLine, AccuracyPoint, AccuracySeries } from './accuracyData';
import { styleOf, type ChartPalette, type SeriesStyle } from './accuracyStyle';

const MARGIN = { top: 14, right: 74, bottom: 36, left: 52 };
/** Pixels a label of the token axis takes. */
const TICK_WIDTH = 80;
const CAP = 4;

export interface AccuracyDrawing {
  /** Those that are shown. */
  readonly series: readonly AccuracySeries[];
  readonly width: number;
  readonly height: number;
  readonly logarithmic: boolean;
  readonly palette: ChartPalette;
  /** Cell that stands out; null: none. */
  readonly selected: string | null;
  /** What is put on each point, such as what listens for it. */
  readonly onPoint?: (point: AccuracyPoint, x: number, y: number) => SVGTemplateResult;
}

type Scale = ScaleContinuousNumeric<number, number>;

export interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}

const pointsOf = (series: readonly AccuracySeries[]): AccuracyPoint[] =>
  series.flatMap(({ lines }) => lines.flatMap(({ points }) => points));

export function scalesOf({ series, width, height, logarithmic }: AccuracyDrawing): Scales {
  const points = pointsOf(series);
  const most = Math.max(1, ...points.map(({ tokens }) => tokens));
  const least = Math.max(1, Math.min(most, ...points.map(({ tokens }) => tokens)));
  const across = [MARGIN.left, width - MARGIN.right];
  // Every point stands inside: a line that begins at the border looks cut.
  const x = logarithmic
    ? scaleLog([least / 1.15, most * 1.15], across)
    : scaleLinear([0, most], across).nice();
  const low = Math.min(1, ...points.map((point) => point.low));
  const high = Math.max(0, ...points.map((point) => point.high));
  const extent = low < high ? [low, high] : [Math.max(0, low - 0.1), Math.min(1, high + 0.1)];
  const y = scaleLinear(extent, [height - MARGIN.bottom, MARGIN.top]).nice(5);
  return { x, y };
}

export function accuracyDrawing(drawing: AccuracyDrawing): SVGTemplateResult {
  const scales = scalesOf(drawing);
  const { palette, series, selected, onPoint } = drawing;
  return svg`
    ${axes(drawing, scales)}
    ${series.map(({ lines, place }) => {
      const style = styleOf(place, palette);
      return svg`<g>
        ${lines.map((one) => stroke(one, style, scales))}
        ${lines.flatMap(({ points }) => points.map((point) => whisker(point, style, scales)))}
        ${lines.flatMap(({ points }) => points.map((point) => mark(point, style, scales, palette, point.cell === selected)))}
        ${lines.map((one) => endLabel(one, scales, palette))}
      </g>`;
    })}
    ${onPoint ? pointsOf(series).map((point) => onPoint(point, scales.x(point.tokens), scales.y(point.accuracy))) : nothing}`;
}

function axes({ width, height, palette }: AccuracyDrawing, { x, y }: Scales): SVGTemplateResult {
  const [left, right, bottom] = [MARGIN.left, width - MARGIN.right, height - MARGIN.bottom];
  const ticks = x.ticks(Math.max(2, Math.floor((right - left) / TICK_WIDTH)));
  // A logarithmic scale has more ticks than asked for, and formats of its own leave some empty.
  const every = Math.ceil(ticks.length / Math.max(2, Math.floor((right - left) / (TICK_WIDTH / 2))));
  const shown = ticks.filter((_, i) => i % every === 0);
  return svg`
    ${y.ticks(5).map(
      (tick) => svg`
        <line x1=${left} x2=${right} y1=${y(tick)} y2=${y(tick)} stroke=${palette.muted} stroke-opacity="0.3"></line>
        <text x=${left - 8} y=${y(tick)} dy="0.32em" text-anchor="end" fill=${palette.muted}>${Math.round(tick * 1000) / 10}</text>`,
    )}
    ${shown.map(
      (tick) => svg`
        <line x1=${x(tick)} x2=${x(tick)} y1=${bottom} y2=${bottom + 4} stroke=${palette.muted}></line>
        <text x=${x(tick)} y=${bottom + 16} text-anchor="middle" fill=${palette.muted}>${tick.toLocaleString('en')}</text>`,
    )}
    <line x1=${left} x2=${right} y1=${bottom} y2=${bottom} stroke=${palette.muted}></line>
    <text x=${(left + right) / 2} y=${height - 4} text-anchor="middle" fill=${palette.foreground}>${l10n.t('mean thinking tokens')}</text>
    <text transform="translate(14 ${(MARGIN.top + bottom) / 2}) rotate(-90)" text-anchor="middle" fill=${palette.foreground}>${l10n.t('right, %')}</text>`;
}

function stroke({ points }: AccuracyLine, { color, dash }: SeriesStyle, { x, y }: Scales): SVGTemplateResult {
  const path = line<AccuracyPoint>(
    ({ tokens }) => x(tokens),
    ({ accuracy }) => y(accuracy),
  )(points);
  return svg`<path d=${path ?? ''} fill="none" stroke=${color} stroke-width="1.5" stroke-dasharray=${dash || nothing}></path>`;
}

function whisker(point: AccuracyPoint, { color }: SeriesStyle, { x, y }: Scales): SVGTemplateResult {
  const [at, top, bottom] = [x(point.tokens), y(point.high), y(point.low)];
  const path = `M${at - CAP},${top}H${at + CAP}M${at},${top}V${bottom}M${at - CAP},${bottom}H${at + CAP}`;
  return svg`<path class="whisker" d=${path} fill="none" stroke=${color} stroke-opacity="0.55"></path>`;
}

function mark(
  point: AccuracyPoint,
  { color, shape }: SeriesStyle,
  { x, y }: Scales,
  { background, foreground }: ChartPalette,
  isSelected: boolean,
): SVGTemplateResult {
  const place = `translate(${x(point.tokens)} ${y(point.accuracy)})`;
  return svg`
    ${isSelected ? svg`<circle class="chosen" transform=${place} r="9" fill="none" stroke=${foreground} stroke-width="1.5"></circle>` : nothing}
    <path class="mark" d=${shape} transform=${place} fill=${color} stroke=${background ?? 'none'}></path>`;
}

function endLabel({ points, label }: AccuracyLine, { x, y }: Scales, { muted }: ChartPalette) {
  const last = points.at(-1);
  if (!last || label === null) return nothing;
  return svg`<text x=${x(last.tokens) + 10} y=${y(last.accuracy)} dy="0.32em" fill=${muted}>${displayText(label)}</text>`;
}

/** A sample of a method's line: for legends. */
export function swatch({ color, dash, shape }: SeriesStyle, background: string | null): SVGTemplateResult {
  return svg`
    <path d="M0,8H30" fill="none" stroke=${color} stroke-width="1.5" stroke-dasharray=${dash || nothing}></path>
    <path d=${shape} transform="translate(15 8)" fill=${color} stroke=${background ?? 'none'}></path>`;
}
