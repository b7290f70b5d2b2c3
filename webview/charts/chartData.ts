/** The score chart's data and shapes, in chart units; no DOM. */
import type { Trace } from '../../src/core/trace/trace';

export interface ScoreBar {
  /** Place in `trace.steps`. */
  readonly step: number;
  /** Thinking tokens before the step, and before the next. */
  readonly from: number;
  readonly to: number;
  readonly score: number;
}

export interface ScoreChartData {
  readonly bars: readonly ScoreBar[];
  /** Thinking tokens before each wait. */
  readonly waits: readonly number[];
  /** Thinking tokens at which the end was forced; null when it was not. */
  readonly forcedEnd: number | null;
  readonly thinkingTokens: number;
}

export function chartData(trace: Trace): ScoreChartData {
  const { start, end } = trace.thinking;
  const bars: ScoreBar[] = [];
  trace.steps.forEach(({ start: from, end: to, score }, step) => {
    if (score !== null) bars.push({ step, from: from - start, to: to - start, score });
  });
  const waits = trace.interventions.filter((one) => one.kind === 'wait').map((one) => one.at - start);
  const forced = trace.finish.thinking === 'budget';
  return { bars, waits, forcedEnd: forced ? end - start : null, thinkingTokens: end - start };
}

/** Bars are drawn as one path a shade: a chart of a thousand steps is twenty elements. */
export const SHADES = 20;

export interface Shade {
  /** Score in the middle of the shade. */
  readonly score: number;
  readonly path: string;
}

/**
 * @param x pixels of a token count; @param y pixels of a score, the smaller the higher
 * @param gap pixels left free between bars, where they are wide enough for it
 */
export function shadesOf(
  bars: readonly ScoreBar[],
  x: (tokens: number) => number,
  y: (score: number) => number,
  gap = 1,
): Shade[] {
  const paths = new Map<number, string[]>();
  for (const { from, to, score } of bars) {
    const left = x(from);
    const width = x(to) - left;
    const shown = width > 3 * gap ? width - gap : Math.max(width, 0.5);
    const top = Math.min(y(score), y(0) - 1.5);
    const shade = Math.min(SHADES - 1, Math.floor(score * SHADES));
    const path = `M${left.toFixed(1)} ${y(0).toFixed(1)}V${top.toFixed(1)}h${shown.toFixed(1)}V${y(0).toFixed(1)}z`;
    const list = paths.get(shade);
    if (list) list.push(path);
    else paths.set(shade, [path]);
  }
  return [...paths]
    .sort(([a], [b]) => a - b)
    .map(([shade, parts]) => ({ score: (shade + 0.5) / SHADES, path: parts.join('') }));
}
