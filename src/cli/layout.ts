/** Styled text in a grid of terminal cells: widths, wrapping, escape codes. Knows nothing of traces. */

export type Style = 'dim' | 'bold' | 'reverse' | 'low' | 'middle' | 'high';

export interface Span {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** One line on the screen. */
export type Line = readonly Span[];

/** Low scores are yellow and high ones cyan: told apart with any kind of colour blindness. */
const SGR: Record<Style, string> = {
  dim: '2',
  bold: '1',
  reverse: '7',
  low: '33',
  middle: '39',
  high: '36',
};

/** Blocks that most terminals draw two cells wide (Unicode's East Asian Wide, in rough ranges). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const NO_WIDTH = /^[\p{M}\u200c\u200d]+$/u;
const PLAIN = /^[\x20-\x7e]*$/;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

interface Cell {
  readonly text: string;
  readonly width: number;
  readonly style: Style | undefined;
}

/** Cells that `text` takes on one line. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(segment: string): number {
  if (NO_WIDTH.test(segment)) return 0;
  return WIDE.test(segment) ? 2 : 1;
}

function* cellsOf(spans: readonly Span[]): Generator<Cell> {
  for (const { text, style } of spans) {
    if (PLAIN.test(text)) {
      for (const character of text) yield { text: character, width: 1, style };
    } else {
      for (const { segment } of graphemes.segment(text)) {
        yield { text: segment, width: segment === '\n' ? 0 : graphemeWidth(segment), style };
      }
    }
  }
}

function joinCells(cells: readonly Cell[]): Span[] {
  const line: { text: string; style: Style | undefined }[] = [];
  for (const { text, style } of cells) {
    const last = line.at(-1);
    if (last && last.style === style) last.text += text;
    else line.push({ text, style });
  }
  return line;
}

/**
 * Breaks spans into lines of at most `width` cells, at spaces where there are any, and at every newline.
 * @param width cells; Infinity never wraps. A character wider than the line gets a line of its own.
 */
export function wrap(spans: readonly Span[], width: number): Line[] {
  const lines: Line[] = [];
  let cells: Cell[] = [];
  let used = 0;
  let lastSpace = -1;
  const breakAt = (end: number, next: number): void => {
    lines.push(joinCells(cells.slice(0, end)));
    cells = cells.slice(next);
    used = cells.reduce((sum, cell) => sum + cell.width, 0);
    lastSpace = cells.findLastIndex((cell) => cell.text === ' ');
  };
  for (const cell of cellsOf(spans)) {
    if (cell.text === '\n') {
      breakAt(cells.length, cells.length);
      continue;
    }
    if (cells.length > 0 && used + cell.width > width) {
      if (cell.text === ' ') {
        // The space that does not fit is the break itself.
        breakAt(cells.length, cells.length);
        continue;
      }
      if (lastSpace > 0) breakAt(lastSpace, lastSpace + 1);
      else breakAt(cells.length, cells.length);
    }
    if (cell.text === ' ') lastSpace = cells.length;
    cells.push(cell);
    used += cell.width;
  }
  lines.push(joinCells(cells));
  return lines;
}

/** Puts `head` before the first of `lines` and aligns the others under the first. */
export function hang(head: Line, lines: readonly Line[]): Line[] {
  const indent = ' '.repeat(head.reduce((sum, span) => sum + displayWidth(span.text), 0));
  return lines.map((line, i) => (i === 0 ? [...head, ...line] : [{ text: indent }, ...line]));
}

/** A line as text, with escape codes when `color` is set. */
export function paint(line: Line, color: boolean): string {
  return line
    .map(({ text, style }) => (color && style ? `\u001b[${SGR[style]}m${text}\u001b[0m` : text))
    .join('')
    .trimEnd();
}

/** A bar of `cells` cells for `share` (0..1), in eighths of a cell. */
export function bar(share: number, cells: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * cells * 8);
  const full = '█'.repeat(Math.floor(eighths / 8));
  const rest = eighths % 8 === 0 ? '' : String.fromCodePoint(0x2590 - (eighths % 8));
  return (full + rest).padEnd(cells);
}
