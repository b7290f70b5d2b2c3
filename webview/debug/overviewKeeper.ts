import { traceOverview, type TraceOverview } from '../../src/core/metrics/traceOverview';
import type { Trace } from '../../src/core/trace/trace';

/** Of the time, at most one part in this many goes into overviews of a trace that is being written. */
const SHARE = 20;
/** Oftener is not read. */
const LEAST_MS = 200;

/** Keeps the overview of a trace: worked out after the frame at hand, and not for every frame of a stream. */
export class OverviewKeeper {
  overview: TraceOverview | null = null;
  #trace: Trace | null = null;
  #asked = false;
  #costMs = 0;
  #doneAt = -Infinity;

  /** @param ready called when there is a new overview */
  constructor(readonly ready: () => void) {}

  /** The trace, or something in it that matters, has changed. */
  changed(trace: Trace): void {
    this.#trace = trace;
    if (this.#asked) return;
    this.#asked = true;
    const rest = this.#doneAt + Math.max(LEAST_MS, SHARE * this.#costMs) - performance.now();
    setTimeout(() => requestAnimationFrame(() => setTimeout(() => this.#work())), Math.max(0, rest));
  }

  #work(): void {
    this.#asked = false;
    if (!this.#trace) return;
    const begun = performance.now();
    this.overview = traceOverview(this.#trace);
    this.#doneAt = performance.now();
    this.#costMs = this.#doneAt - begun;
    this.ready();
  }
}
