import type { Trace } from '../../src/core/trace/trace';

/** Text of tokens `start` to `end` (exclusive). The core's own would bring the schema with it. */
export function textOf(trace: Trace, start: number, end: number): string {
  return trace.tokens.text.slice(start, end).join('');
}
