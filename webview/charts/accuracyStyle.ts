/** How the methods of a chart are told apart: by shape and dash first, and by colour. */
import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
} from 'd3';

const SHAPES = [
  symbolCircle,
  symbolSquare,
  symbolTriangle,
  symbolDiamond,
  symbolCross,
  symbolStar,
  symbolWye,
] as const;
/** As many as no other list here has: what shares a colour differs in its dash. */
const DASHES = ['', '6 3', '2 2', '8 3 2 3', '12 3'] as const;

/** Colours of a drawing: CSS variables in the view, resolved ones in a file. */
export interface ChartPalette {
  /** Null: nothing is put behind. */
  readonly background: string | null;
  readonly foreground: string;
  readonly muted: string;
  readonly series: readonly string[];
}

/** Opaque: some themes have a chart's colour shine through, and a mark in it would be too pale. */
const themeColor = (name: string, fallback: string): string =>
  `color-mix(in oklab, rgb(from var(--vscode-charts-${name}, ${fallback}) r g b) 75%, var(--wp-foreground))`;

export const THEME_PALETTE: ChartPalette = {
  background: 'var(--wp-background)',
  foreground: 'var(--wp-foreground)',
  muted: 'var(--wp-muted)',
  series: [
    themeColor('blue', '#3794ff'),
    themeColor('orange', '#d18616'),
    themeColor('green', '#89d185'),
    themeColor('purple', '#b180d7'),
    themeColor('red', '#f14c4c'),
    themeColor('yellow', '#cca700'),
  ],
};

/** After Okabe and Ito, darkened: each keeps 4.5:1 against white. */
export const WHITE_PALETTE: ChartPalette = {
  background: '#ffffff',
  foreground: '#1f1f1f',
  muted: '#5f5f5f',
  series: ['#0065a3', '#b14a00', '#00734f', '#8a3f7d', '#b02020', '#6f5900'],
};

/** Pixels² of a point's shape. */
const SHAPE_AREA = 56;

export interface SeriesStyle {
  /** Path of the shape round 0, 0. */
  readonly shape: string;
  readonly dash: string;
  readonly color: string;
}

/** @param place of the method among all of them */
export function styleOf(place: number, { series, foreground }: ChartPalette): SeriesStyle {
  const shape = SHAPES[place % SHAPES.length] ?? symbolCircle;
  return {
    shape: symbol(shape, SHAPE_AREA)() ?? '',
    dash: DASHES[place % DASHES.length] ?? '',
    color: series[place % series.length] ?? foreground,
  };
}
