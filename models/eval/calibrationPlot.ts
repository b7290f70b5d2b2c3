import type { CalibrationBin } from '../../src/core/metrics/calibration';

const SIZE = 320;
const MARGIN = { left: 48, bottom: 44, top: 12, right: 12 };
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** Most steps lie in few bins: the area of a dot grows with them, and no dot is too small to be seen. */
const LARGEST_DOT = 12;
const SMALLEST_DOT = 2.5;

/** Share right over mean score as an SVG, a dot a bin; of what is calibrated, all dots lie on the diagonal. */
export function calibrationPlot(bins: readonly CalibrationBin[]): string {
  const x = (score: number): number => MARGIN.left + score * SIZE;
  const y = (share: number): number => MARGIN.top + (1 - share) * SIZE;
  const width = MARGIN.left + SIZE + MARGIN.right;
  const height = MARGIN.top + SIZE + MARGIN.bottom;
  const filled = bins.filter(({ count }) => count > 0);
  const most = Math.max(...filled.map(({ count }) => count));
  const line = (x1: number, y1: number, x2: number, y2: number, kind: string): string =>
    `<line class="${kind}" x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}"/>`;
  const text = (at: string, content: string): string => `<text ${at}>${content}</text>`;
  const axes = TICKS.flatMap((tick) => [
    line(x(tick), y(0), x(tick), y(1), 'grid'),
    line(x(0), y(tick), x(1), y(tick), 'grid'),
    text(`x="${n(x(tick))}" y="${n(y(0) + 16)}" text-anchor="middle"`, tick.toFixed(1)),
    text(`x="${n(x(0) - 6)}" y="${n(y(tick) + 4)}" text-anchor="end"`, tick.toFixed(1)),
  ]);
  const path = filled.map((bin) => `${n(x(bin.meanScore))},${n(y(bin.shareRight))}`).join(' ');
  const dots = filled.map(({ meanScore, shareRight, count }) => {
    const radius = Math.max(SMALLEST_DOT, LARGEST_DOT * Math.sqrt(count / most));
    const title = `${count} steps: mean score ${meanScore.toFixed(3)}, ${(100 * shareRight).toFixed(1)} % right`;
    return `<circle cx="${n(x(meanScore))}" cy="${n(y(shareRight))}" r="${n(radius)}"><title>${title}</title></circle>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Share of right steps over their score">`,
    '<style>',
    '  .ground { fill: #ffffff } text { font: 11px sans-serif; fill: #57606a } .grid { stroke: #d0d7de } .diagonal { stroke: #8c959f; stroke-dasharray: 4 4 }',
    '  polyline { fill: none; stroke: #0969da; stroke-width: 1.5 } circle { fill: #0969da; fill-opacity: 0.55 }',
    '  @media (prefers-color-scheme: dark) {',
    '    .ground { fill: #0d1117 } text { fill: #b1bac4 } .grid { stroke: #3d444d } .diagonal { stroke: #848d97 }',
    '    polyline { stroke: #58a6ff } circle { fill: #58a6ff }',
    '  }',
    '</style>',
    // Its own ground: whoever shows it may not tell it their colours.
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...axes,
    line(x(0), y(0), x(1), y(1), 'diagonal'),
    `<polyline points="${path}"/>`,
    ...dots,
    text(`x="${n(x(0.5))}" y="${n(height - 6)}" text-anchor="middle"`, 'score (ten bins, area by steps)'),
    text(`transform="translate(12 ${n(y(0.5))}) rotate(-90)" text-anchor="middle"`, 'share of right steps'),
    '</svg>',
    '',
  ].join('\n');
}

const n = (value: number): string => String(Math.round(value * 10) / 10);
