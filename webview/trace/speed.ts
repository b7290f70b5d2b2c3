/** How fast a trace was written. */
import type { Trace } from '../../src/core/trace/trace';

/** Tokens over which the speed of a running trace is taken: long enough to be calm, short enough to be live. */
const LIVE_WINDOW = 64;

/**
 * Tokens a second, from the tokens' own times; null until there are two of them.
 * @param live of the last tokens only, else of the whole trace
 */
export function tokensPerSecond(trace: Trace, live: boolean): number | null {
  const times = trace.tokens.timeMs;
  const last = times.length - 1;
  const first = live ? Math.max(0, last - LIVE_WINDOW) : 0;
  const elapsedMs = (times[last] ?? 0) - (times[first] ?? 0);
  return last > first && elapsedMs > 0 ? ((last - first) * 1000) / elapsedMs : null;
}
