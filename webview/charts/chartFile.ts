/** A chart as a file that needs nothing else: colours resolved, with its legend. */
import { html, render, svg } from 'lit';
import { l10n } from '../components/l10n';
import { bytesOf, computedColors } from '../components/theme';
import { displayText } from '../trace/displayText';
import { accuracyDrawing, swatch } from './accuracyDrawing';
import type { AccuracySeries } from './accuracyData';
import { styleOf, THEME_PALETTE, WHITE_PALETTE, type ChartPalette } from './accuracyStyle';

const WIDTH = 900;
const HEIGHT = 480;
/** Of a line of the legend. */
const LEGEND_HEIGHT = 20;
const LEGEND_WIDTH = 280;
const PADDING = 16;
/** For screens that have two pixels where CSS has one. */
const SCALE = 2;

export interface ChartToFile {
  /** Those that are shown. */
  readonly series: readonly AccuracySeries[];
  readonly logarithmic: boolean;
  readonly title: string;
}

/** The colours that the page wears now. */
export function themePalette(): ChartPalette {
  const { background, foreground, muted, series } = THEME_PALETTE;
  const [behind, text, dim, ...lines] = computedColors([
    ...[background ?? 'Canvas', foreground, muted],
    ...series,
  ]).map(hexOf);
  return { background: behind ?? null, foreground: text ?? '', muted: dim ?? '', series: lines };
}

/** Not every reader of SVG knows the colour functions that a browser computes. */
function hexOf(color: string): string {
  return `#${bytesOf(color)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')}`;
}

/** @returns the text of an SVG file */
export function chartSvg(chart: ChartToFile, palette: ChartPalette = WHITE_PALETTE): string {
  const { series, logarithmic, title } = chart;
  const columns = Math.floor((WIDTH - 2 * PADDING) / LEGEND_WIDTH);
  const legend = Math.ceil(series.length / columns) * LEGEND_HEIGHT;
  const height = HEIGHT + legend + PADDING;
  const holder = document.createElement('div');
  render(
    html`<svg
      xmlns="http://www.w3.org/2000/svg"
      width=${WIDTH}
      height=${height}
      viewBox="0 0 ${WIDTH} ${height}"
      font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"
      font-size="12"
    >
      <title>${displayText(title)}</title>
      <rect width=${WIDTH} height=${height} fill=${palette.background ?? 'none'}></rect>
      ${accuracyDrawing({ series, logarithmic, palette, width: WIDTH, height: HEIGHT, selected: null })}
      ${series.map(({ method, place }, i) => {
        const [x, y] = [
          PADDING + (i % columns) * LEGEND_WIDTH,
          HEIGHT + Math.floor(i / columns) * LEGEND_HEIGHT,
        ];
        return svg`<g transform="translate(${x} ${y})">
          ${swatch(styleOf(place, palette), palette.background)}
          <text x="38" y="8" dy="0.32em" fill=${palette.foreground}>${displayText(method)}</text>
        </g>`;
      })}
    </svg>`,
    holder,
  );
  const drawn = holder.querySelector('svg');
  if (!drawn) throw new Error(l10n.t('The chart could not be drawn.'));
  // What the template library leaves to find its places again, and the blanks between elements.
  const walker = document.createTreeWalker(drawn, NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_TEXT);
  const idle: ChildNode[] = [];
  while (walker.nextNode()) {
    const node = walker.currentNode as Comment | Text;
    if (node instanceof Comment || node.data.trim() === '') idle.push(node);
  }
  for (const node of idle) node.remove();
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(drawn)}\n`;
}

/** @returns the bytes of a PNG file, with two pixels for each of the SVG's */
export async function chartPng(text: string): Promise<Uint8Array> {
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth * SCALE, image.naturalHeight * SCALE);
    const context = canvas.getContext('2d');
    if (!context) throw new Error(l10n.t('The picture could not be drawn.'));
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  } finally {
    URL.revokeObjectURL(url);
  }
}
