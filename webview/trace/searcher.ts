/**
 * Searches texts in a worker. An expression such as `(a+)+$` can take longer than the universe is old, and nothing
 * can interrupt it but the end of its thread: the view must not be that thread.
 */

/** As many hits as VS Code's editor finds before it stops counting. */
export const MOST_HITS = 19_999;

/** After this an expression is given up. */
const DEADLINE_MS = 3_000;

/** A place in one of the texts. */
export interface Hit {
  /** Index of the text. */
  readonly unit: number;
  /** Characters. */
  readonly start: number;
  readonly end: number;
}

/** Runs in the worker: kept as text, since a worker here can only be made of a blob, which imports nothing. */
const WORKER = `
onmessage = ({ data: { texts, source, flags, most } }) => {
  const expression = new RegExp(source, flags);
  const hits = [];
  for (let unit = 0; unit < texts.length && hits.length < most * 3; unit++) {
    for (const found of texts[unit].matchAll(expression)) {
      if (found[0] === '') continue;
      hits.push(unit, found.index, found.index + found[0].length);
      if (hits.length >= most * 3) break;
    }
  }
  postMessage(Int32Array.from(hits));
};`;

export class Searcher {
  #worker: Worker | null = null;
  #cancel: (() => void) | null = null;

  /**
   * @param expression valid, with the flag `g`
   * @returns the first `MOST_HITS` places, in order; 'late' when it took too long; null when another search came first
   */
  search(
    texts: readonly string[],
    expression: { readonly source: string; readonly flags: string },
  ): Promise<Hit[] | 'late' | null> {
    this.stop();
    const worker = (this.#worker ??= startWorker());
    return new Promise((resolve) => {
      const finish = (result: Hit[] | 'late' | null, isWorking: boolean): void => {
        clearTimeout(timer);
        this.#cancel = null;
        worker.onmessage = null;
        if (isWorking) {
          worker.terminate();
          this.#worker = null;
        }
        resolve(result);
      };
      const timer = setTimeout(() => finish('late', true), DEADLINE_MS);
      this.#cancel = () => finish(null, true);
      worker.onmessage = ({ data }: MessageEvent<Int32Array>) => finish(hitsOf(data), false);
      worker.postMessage({ texts, ...expression, most: MOST_HITS });
    });
  }

  /** Gives up what is being searched for. */
  stop(): void {
    this.#cancel?.();
  }
}

function startWorker(): Worker {
  const url = URL.createObjectURL(new Blob([WORKER], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}

function hitsOf(numbers: Int32Array): Hit[] {
  return Array.from({ length: numbers.length / 3 }, (_, i) => ({
    unit: numbers[3 * i] ?? 0,
    start: numbers[3 * i + 1] ?? 0,
    end: numbers[3 * i + 2] ?? 0,
  }));
}
