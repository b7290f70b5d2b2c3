/** Draws the minimap: scores from the left, entropies from the right, ticks over both, and what is in sight. */
import { SHADES } from './chartData';
import type { MinimapColors } from './minimapColors';
import type { MinimapEvents, MinimapRows } from './minimapData';
import { viewportBox, type Viewport } from './minimapGeometry';
import { MARK_LOOKS, type MinimapMark } from './minimapMarks';

export interface MinimapPicture {
  readonly rows: MinimapRows;
  readonly events: MinimapEvents;
  /** Tokens of the whole trace. */
  readonly tokens: number;
  readonly marks: readonly MinimapMark[];
  /** Null: not known yet. */
  readonly viewport: Viewport | null;
}

/** Shares of the width. */
const SCORES = { from: 0.1, to: 0.64 };
const ENTROPIES = { from: 0.68, to: 1 };
/** Nats at which a bar of entropy is full: as torn as between eight equals. */
const FULL_ENTROPY = 2.1;

/** @param scale device pixels of a CSS pixel */
export function paintMinimap(
  context: CanvasRenderingContext2D,
  { rows, events, tokens, marks, viewport }: MinimapPicture,
  colors: MinimapColors,
  scale: number,
): void {
  const { width, height } = context.canvas;
  const x = (share: number): number => Math.round(share * width);
  const y = (token: number): number => Math.min(height, Math.round((token * height) / Math.max(1, tokens)));
  const line = Math.max(1, Math.round(scale));
  const bar = (color: string, from: number, to: number, top: number, thickness: number): void => {
    context.fillStyle = color;
    // The last row is a row too: what happens at the very end is drawn above it.
    context.fillRect(x(from), Math.min(height - thickness, top), x(to) - x(from), thickness);
  };

  context.clearRect(0, 0, width, height);
  for (let row = 0; row < height; row++) {
    const score = rows.score[row] ?? NaN;
    if (!Number.isNaN(score)) {
      const shade = Math.min(SHADES - 1, Math.floor(score * SHADES));
      const length = Math.max(0.06, score) * (SCORES.to - SCORES.from);
      bar(colors.scores[shade] ?? '', SCORES.from, SCORES.from + length, row, 1);
    }
    const nats = rows.entropy[row] ?? NaN;
    if (!Number.isNaN(nats)) {
      // By its root: most steps are near zero, and differ there.
      const length = Math.sqrt(Math.min(1, nats / FULL_ENTROPY)) * (ENTROPIES.to - ENTROPIES.from);
      bar(colors.entropy, ENTROPIES.to - length, ENTROPIES.to, row, 1);
    }
  }
  const { answer } = events;
  if (answer) {
    const top = y(answer.start);
    const thickness = Math.max(2 * line, y(answer.end) - top);
    context.fillStyle = colors.answer;
    context.globalAlpha = 0.45;
    context.fillRect(
      x(SCORES.from),
      Math.min(height - thickness, top),
      x(SCORES.to) - x(SCORES.from),
      thickness,
    );
    context.globalAlpha = 1;
  }
  for (const at of events.waits) bar(colors.wait, 0, 1, y(at), line);
  for (const at of events.edits) bar(colors.edit, 0, 1, y(at), line);
  if (events.forcedEnd !== null) bar(colors.wait, 0, 1, y(events.forcedEnd), 3 * line);
  for (const at of events.probes) diamond(context, colors.probe, x(SCORES.from) / 2, y(at), 3 * line);
  for (const { at, kind } of marks) {
    const { from, to } = MARK_LOOKS[kind];
    bar(colors.marks[kind], from, to, y(at), 2 * line);
  }
  if (viewport) drawViewport(context, colors, viewportBox(viewport, tokens, height), line);
}

/** A shape of its own, beside the lines. */
function diamond(
  context: CanvasRenderingContext2D,
  color: string,
  x: number,
  y: number,
  radius: number,
): void {
  const middle = Math.min(context.canvas.height - radius, Math.max(radius, y));
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(x - radius, middle);
  context.lineTo(x, middle - radius);
  context.lineTo(x + radius, middle);
  context.lineTo(x, middle + radius);
  context.fill();
}

function drawViewport(
  context: CanvasRenderingContext2D,
  colors: MinimapColors,
  box: { top: number; height: number },
  line: number,
): void {
  const { width } = context.canvas;
  const top = Math.round(box.top);
  const height = Math.round(box.height);
  context.fillStyle = colors.viewport;
  context.fillRect(0, top, width, height);
  context.fillStyle = colors.viewportEdge;
  context.fillRect(0, top, width, line);
  context.fillRect(0, top + height - line, width, line);
}
