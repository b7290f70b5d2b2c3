/** Accuracy against compute as SVG: axes, lines, and a mark a way. */
import { curveLinear, curveStepAfter, line, scaleLinear, scaleLog } from 'd3';
import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { ChartPoint, LineKind } from '../../src/core/search/tune/chartPanels';
import { styleOf, THEME_PALETTE } from './accuracyStyle';
import type { ComputeMark, ComputePanel } from './computeData';
import { aQuestion, powerOfTen, type ComputeUnit } from './computeWords';
import { formatCount } from '../trace/format';

export const SIZE = { width: 320, height: 230 };
const MARGIN = { top: 12, right: 12, bottom: 36, left: 44 };
const CAP = 3.5;
/** Labels that fit side by side. */
const MOST_TICKS = 5;

export interface ComputeScales {
  readonly x: (compute: number) => number;
  readonly y: (accuracy: number) => number;
  readonly ticks: readonly number[];
}

export function computeScales(domain: readonly [number, number]): ComputeScales {
  const x = scaleLog(domain, [MARGIN.left, SIZE.width - MARGIN.right]).clamp(true);
  const y = scaleLinear([0, 1], [SIZE.height - MARGIN.bottom, MARGIN.top]);
  const all = x.ticks();
  const powers = all.filter((tick) => Number.isInteger(Math.log10(tick)));
  const chosen =
    powers.length > 1 ? powers : all.filter((tick) => '125'.includes(tick.toExponential()[0] ?? ''));
  const every = Math.ceil(chosen.length / MOST_TICKS);
  return { x, y, ticks: chosen.filter((_, i) => i % every === 0) };
}

export function axes({ x, y, ticks }: ComputeScales, unit: ComputeUnit): SVGTemplateResult {
  const { muted, foreground } = THEME_PALETTE;
  const [left, right, bottom] = [MARGIN.left, SIZE.width - MARGIN.right, SIZE.height - MARGIN.bottom];
  return svg`
    ${[0, 0.2, 0.4, 0.6, 0.8, 1].map(
      (share) => svg`
        <line x1=${left} x2=${right} y1=${y(share)} y2=${y(share)} stroke=${muted} stroke-opacity="0.3"></line>
        <text x=${left - 6} y=${y(share)} dy="0.32em" text-anchor="end" fill=${muted}>${Math.round(100 * share)} %</text>`,
    )}
    ${ticks.map(
      (tick) => svg`
        <line x1=${x(tick)} x2=${x(tick)} y1=${bottom} y2=${bottom + 4} stroke=${muted}></line>
        <text x=${x(tick)} y=${bottom + 16} text-anchor="middle" fill=${muted}>${tickWords(tick, unit)}</text>`,
    )}
    <text x=${(left + right) / 2} y=${SIZE.height - 4} text-anchor="middle" fill=${foreground}>${aQuestion(unit)}</text>`;
}

function tickWords(tick: number, unit: ComputeUnit): string {
  if (unit === 'tokens') return formatCount(tick);
  const exponent = Math.floor(Math.log10(tick) + 1e-9);
  const mantissa = Math.round(tick / 10 ** exponent);
  return mantissa === 1 ? powerOfTen(exponent) : `${mantissa}·${powerOfTen(exponent)}`;
}

interface LineStyle {
  readonly color: string;
  readonly dash: string;
}

/** @param places of the strategies */
export function lineStyle(kind: LineKind, places: ReadonlyMap<string, number>): LineStyle {
  const { foreground } = THEME_PALETTE;
  switch (kind) {
    case 'envelope':
    case 'predicted':
      return { color: foreground, dash: '' };
    case 'oracle':
      return { color: foreground, dash: '5 3' };
    case 'best-of-n':
      return { color: styleOf(places.get(kind) ?? 0, THEME_PALETTE).color, dash: '' };
    default:
      return kind satisfies never;
  }
}

export function curves(
  { lines }: ComputePanel,
  { x, y }: ComputeScales,
  places: ReadonlyMap<string, number>,
): SVGTemplateResult[] {
  const path = line<ChartPoint>(
    ({ compute }) => x(compute),
    ({ accuracy }) => y(accuracy),
  );
  return lines.map(({ kind, points }) => {
    const { color, dash } = lineStyle(kind, places);
    const isEnvelope = kind === 'envelope';
    const last = points.at(-1);
    // The best stays the best until more compute buys a better one.
    const reached = isEnvelope && last ? [...points, { ...last, compute: Infinity }] : points;
    const d = path.curve(isEnvelope ? curveStepAfter : curveLinear)([...reached]);
    return svg`<path class="line ${kind}" d=${d ?? ''} fill="none" stroke=${color}
      stroke-width="1.5" stroke-dasharray=${dash || nothing}></path>`;
  });
}

/** The shape of a mark, round 0, 0. */
export function markShape(kind: ComputeMark['kind'], places: ReadonlyMap<string, number>): SVGTemplateResult {
  const { background, foreground } = THEME_PALETTE;
  if ('chosenBy' in kind) {
    const fill = kind.chosenBy === 'predicted' ? foreground : background;
    return svg`<circle r="3.5" fill=${fill} stroke=${foreground} stroke-width="1.5"></circle>`;
  }
  const { shape, color } = styleOf(places.get(kind.strategy) ?? 0, THEME_PALETTE);
  return svg`<path d=${shape} fill=${color} stroke=${background}></path>`;
}

/** @param isPointed stands out */
export function markDrawing(
  mark: ComputeMark,
  { x, y }: ComputeScales,
  places: ReadonlyMap<string, number>,
  isPointed: boolean,
): SVGTemplateResult {
  const { foreground } = THEME_PALETTE;
  const at = x(mark.compute);
  const { interval } = mark;
  const [top, bottom] = interval ? [y(interval.high), y(interval.low)] : [0, 0];
  const whisker = `M${at - CAP},${top}H${at + CAP}M${at},${top}V${bottom}M${at - CAP},${bottom}H${at + CAP}`;
  return svg`
    ${
      interval
        ? svg`<path class="whisker" d=${whisker} fill="none" stroke=${
            'chosenBy' in mark.kind ? foreground : lineStyle('best-of-n', places).color
          } stroke-opacity="0.55"></path>`
        : nothing
    }
    <g class="mark" transform="translate(${at} ${y(mark.accuracy)})">
      ${isPointed ? svg`<circle class="pointed" r="9" fill="none" stroke=${foreground} stroke-width="1.5"></circle>` : nothing}
      ${markShape(mark.kind, places)}
    </g>`;
}
