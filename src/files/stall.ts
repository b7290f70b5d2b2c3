/** Who says nothing for so long has gone, or the network has. */
const LONGEST_SILENCE_MS = 60_000;

/** Gives a download up on which nothing comes any more. */
export class Stall {
  readonly #controller = new AbortController();
  readonly #stop = (): void => this.#controller.abort(this.outer.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param outer fires this one too
   * @param ms longest silence; default a minute
   */
  constructor(
    private readonly outer: AbortSignal,
    private readonly ms = LONGEST_SILENCE_MS,
  ) {
    outer.addEventListener('abort', this.#stop, { once: true });
    if (outer.aborted) this.#stop();
    this.heard();
  }

  /** Its reason says how long nothing came. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  heard(): void {
    clearTimeout(this.#timer);
    const reason = new Error(`nothing came for ${this.ms / 1000} seconds`);
    this.#timer = setTimeout(() => this.#controller.abort(reason), this.ms);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.outer.removeEventListener('abort', this.#stop);
  }
}
