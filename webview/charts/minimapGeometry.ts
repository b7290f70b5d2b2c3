/** Places on the minimap, in pixels of its own height; no DOM. */
import { bisector } from 'd3';
import type { Step } from '../../src/core/trace/trace';

/** What of the trace is in sight, in tokens; both may lie inside a token's row, so they need not be whole. */
export interface Viewport {
  readonly from: number;
  readonly to: number;
}

/** A box less high could be neither seen nor dragged. */
const LEAST_BOX = 12;

/** The box around what is in sight, inside the minimap. */
export function viewportBox(
  { from, to }: Viewport,
  tokens: number,
  height: number,
): { top: number; height: number } {
  const scale = height / Math.max(1, tokens);
  const boxHeight = Math.min(height, Math.max(LEAST_BOX, (to - from) * scale));
  const middle = ((from + to) / 2) * scale;
  return { top: Math.min(height - boxHeight, Math.max(0, middle - boxHeight / 2)), height: boxHeight };
}

/** The token at a height, not necessarily whole. */
export function tokenAt(y: number, tokens: number, height: number): number {
  return (Math.min(height, Math.max(0, y)) / Math.max(1, height)) * tokens;
}

const byStart = bisector((step: Step) => step.start);

/** Index of the step that holds `token`, or of the last before it; 0 before the first. */
export function stepAt(steps: readonly Step[], token: number): number {
  return Math.max(0, byStart.right(steps, token) - 1);
}
