/** What the minimap shows, by rows of pixels; no DOM. Places are shares of the trace's tokens. */
import type { Trace } from '../../src/core/trace/trace';

/** Entropies of a trace summed up from its start, so that the mean of any range costs nothing. Grows with the trace. */
export class EntropySums {
  #trace: Trace | null = null;
  readonly #sums = [0];
  readonly #known = [0];

  /** Takes in what was appended since. */
  follow(trace: Trace): void {
    const { entropy } = trace.tokens;
    if (trace !== this.#trace || entropy.length < this.#sums.length - 1) {
      this.#trace = trace;
      this.#sums.length = this.#known.length = 1;
    }
    for (let token = this.#sums.length - 1; token < entropy.length; token++) {
      const nats = entropy[token] ?? null;
      this.#sums.push((this.#sums[token] ?? 0) + (nats ?? 0));
      this.#known.push((this.#known[token] ?? 0) + (nats === null ? 0 : 1));
    }
  }

  /** Mean entropy, in nats, of tokens `start` to `end` (exclusive); null where none is known. */
  mean(start: number, end: number): number | null {
    const known = (this.#known[end] ?? 0) - (this.#known[start] ?? 0);
    return known > 0 ? ((this.#sums[end] ?? 0) - (this.#sums[start] ?? 0)) / known : null;
  }
}

/** One value a row of pixels; NaN: nothing there. */
export interface MinimapRows {
  readonly score: Float32Array;
  /** Nats. */
  readonly entropy: Float32Array;
}

/** Rows a step must have for the last of them to stay free, as a gap to the next. */
const GAP_FROM = 5;

/**
 * Steps by rows: a step that is high enough has its rows to itself; of several that share a row, the mean by tokens.
 * @param height rows of pixels; @param sums that follow the trace
 */
export function minimapRows(trace: Trace, sums: EntropySums, height: number): MinimapRows {
  const score = new Float32Array(height);
  const entropy = new Float32Array(height);
  const scored = new Float32Array(height);
  const known = new Float32Array(height);
  const total = Math.max(1, trace.tokens.id.length);
  for (const { start, end, score: value } of trace.steps) {
    const top = Math.min(height - 1, Math.round((start * height) / total));
    const bottom = Math.max(top + 1, Math.round((end * height) / total));
    const last = bottom - top >= GAP_FROM ? bottom - 1 : bottom;
    const nats = sums.mean(start, end);
    const weight = (end - start) / (bottom - top);
    for (let row = top; row < last; row++) {
      if (value !== null) {
        score[row] = (score[row] ?? 0) + weight * value;
        scored[row] = (scored[row] ?? 0) + weight;
      }
      if (nats !== null) {
        entropy[row] = (entropy[row] ?? 0) + weight * nats;
        known[row] = (known[row] ?? 0) + weight;
      }
    }
  }
  // Nothing divided by nothing: NaN.
  for (let row = 0; row < height; row++) {
    score[row] = (score[row] ?? 0) / (scored[row] ?? 0);
    entropy[row] = (entropy[row] ?? 0) / (known[row] ?? 0);
  }
  return { score, entropy };
}

/** Places where something happened, in tokens. */
export interface MinimapEvents {
  readonly waits: readonly number[];
  readonly edits: readonly number[];
  readonly probes: readonly number[];
  readonly forcedEnd: number | null;
  /** Token range. */
  readonly answer: { readonly start: number; readonly end: number } | null;
}

export function minimapEvents(trace: Trace): MinimapEvents {
  const at = (kind: 'wait' | 'edit'): number[] =>
    trace.interventions.filter((one) => one.kind === kind).map((one) => one.at);
  return {
    waits: at('wait'),
    edits: at('edit'),
    probes: trace.probes.map((probe) => probe.at),
    forcedEnd: trace.finish.thinking === 'budget' ? trace.thinking.end : null,
    answer: trace.answer,
  };
}
