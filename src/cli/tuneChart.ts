/** The chart of `waitpoint tune`: accuracy against compute of every way in each bin, their envelope, and what it saves. */
import { line, scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3';
import type { PolicyPoint } from '../core/search/policy';
import type { BinKind } from '../core/search/tune/bins';
import {
  chartPanels,
  type ChartedTuning,
  type ChartPanel,
  type ChartPoint,
  type LineKind,
} from '../core/search/tune/chartPanels';

const WIDTH = 300;
const HEIGHT = 220;
const MARGIN = { top: 28, right: 12, bottom: 34, left: 40 };
const COLUMNS = 3;
const LEGEND_HEIGHT = 34;

/** Told apart with any kind of colour blindness (Okabe and Ito), and by their shapes. */
const STRATEGIES: readonly (readonly [string, string, string])[] = [
  ['best-of-n', '#000000', 'M-3,-3H3V3H-3Z'],
  ['beam', '#0072b2', 'M0,-4L4,3H-4Z'],
  ['lookahead', '#56b4e9', 'M0,4L4,-3H-4Z'],
  ['dvts', '#d55e00', 'M0,-4L4,0L0,4L-4,0Z'],
  ['rebase', '#009e73', 'M-4,-1H-1V-4H1V-1H4V1H1V4H-1V1H-4Z'],
  ['revisions', '#cc79a7', 'M-4,-4L4,4M4,-4L-4,4'],
  ['majority', '#e69f00', 'M-4,0H4'],
];
const OTHER = ['', '#666666', 'M-2,0A2,2 0 1,0 2,0A2,2 0 1,0 -2,0'] as const;
const ENVELOPE = '#7a3db8';
const LINES: Readonly<Record<LineKind, { readonly color: string; readonly dash: string }>> = {
  envelope: { color: ENVELOPE, dash: '' },
  predicted: { color: ENVELOPE, dash: '' },
  oracle: { color: ENVELOPE, dash: '4 3' },
  'best-of-n': { color: '#000000', dash: '' },
};

type Scale = ScaleContinuousNumeric<number, number>;

/** SVG, which stands alone. @param unit of the compute @param kind of the bins */
export function tuneChart(tuned: ChartedTuning, unit: 'flops' | 'tokens', kind: BinKind): string {
  const panels = chartPanels(tuned, kind);
  const computes = panels.flatMap(({ points, lines }) => [
    ...points.map(({ compute }) => compute),
    ...lines.flatMap((one) => one.points.map(({ compute }) => compute)),
  ]);
  const known = computes.filter((compute) => compute > 0);
  const x = scaleLog()
    .domain([Math.min(...known) / 1.2, Math.max(...known) * 1.2])
    .range([MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLinear()
    .domain([0, 1])
    .range([HEIGHT - MARGIN.bottom, MARGIN.top]);
  const rows = Math.ceil(panels.length / COLUMNS);
  const used = new Set(tuned.ways.map(({ method }) => method.split('@')[0]));
  const drawn = panels.map(
    (panel, i) =>
      `<g transform="translate(${(i % COLUMNS) * WIDTH},${Math.floor(i / COLUMNS) * HEIGHT})">${drawPanel(panel, x, y, unit)}</g>`,
  );
  const width = WIDTH * Math.min(COLUMNS, panels.length);
  const height = HEIGHT * rows + LEGEND_HEIGHT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="10" role="img">`,
    '<title>Accuracy against compute of every way to search, by difficulty</title>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...drawn,
    `<g transform="translate(0,${HEIGHT * rows})">${legend(used)}</g>`,
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel({ bin, questions, points, lines }: ChartPanel, x: Scale, y: Scale, unit: string): string {
  const path = line<ChartPoint>(
    ({ compute }) => x(compute),
    ({ accuracy }) => y(accuracy),
  );
  const bottom = HEIGHT - MARGIN.bottom;
  const ticks = x.ticks(3).filter((_, i, all) => i % Math.ceil(all.length / 4) === 0);
  return [
    `<text x="${MARGIN.left}" y="16" font-weight="bold">${bin ?? 'all, held out: by predicted (–) and oracle (- -)'}: ${questions} questions</text>`,
    ...y
      .ticks(5)
      .map(
        (share) =>
          `<path d="M${MARGIN.left},${y(share)}H${WIDTH - MARGIN.right}" stroke="#dddddd"/>` +
          `<text x="${MARGIN.left - 4}" y="${y(share) + 3}" text-anchor="end">${Math.round(100 * share)} %</text>`,
      ),
    ...ticks.map(
      (compute) =>
        `<path d="M${x(compute).toFixed(1)},${bottom}v4" stroke="#666666"/>` +
        `<text x="${x(compute).toFixed(1)}" y="${bottom + 14}" text-anchor="middle">${compute.toExponential(0)}</text>`,
    ),
    `<text x="${WIDTH - MARGIN.right}" y="${bottom + 28}" text-anchor="end">${unit === 'flops' ? 'FLOPs' : 'tokens'} a question</text>`,
    ...lines.map(
      (one) =>
        `<path d="${path(one.points) ?? ''}" fill="none" stroke="${LINES[one.kind].color}" stroke-width="1.5" stroke-dasharray="${LINES[one.kind].dash}"/>`,
    ),
    ...points.map((point) => mark(point, x, y)),
  ].join('');
}

function mark({ method, budget, waits, compute, accuracy }: PolicyPoint, x: Scale, y: Scale): string {
  const [, color, shape] = styleOf(method.split('@')[0] ?? '');
  const words = `${method}, budget ${budget}, ${waits} waits: ${(100 * accuracy).toFixed(1)} % right, ${compute.toExponential(2)}`;
  return (
    `<path transform="translate(${x(compute).toFixed(1)},${y(accuracy).toFixed(1)})" d="${shape}" fill="${color}" stroke="${color}">` +
    `<title>${words}</title></path>`
  );
}

function styleOf(strategy: string): readonly [string, string, string] {
  return STRATEGIES.find(([name]) => name === strategy) ?? OTHER;
}

function legend(used: ReadonlySet<string | undefined>): string {
  const shown = STRATEGIES.filter(([name]) => used.has(name));
  const entries = shown.map(
    ([name, color, shape], i) =>
      `<g transform="translate(${MARGIN.left + i * 90},16)"><path d="${shape}" fill="${color}" stroke="${color}"/><text x="8" y="3">${name}</text></g>`,
  );
  const at = MARGIN.left + shown.length * 90;
  return `${entries.join('')}<g transform="translate(${at},16)"><path d="M-6,0H6" stroke="${ENVELOPE}" stroke-width="2"/><text x="10" y="3">best under its compute</text></g>`;
}
