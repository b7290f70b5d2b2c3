/** About 30 batches a second: as often as an eye sees a difference, and far rarer than tokens come. */
export const BATCH_MS = 33;

/** Collects what comes quickly and sends it on in batches, in order. */
export class EventBatcher<T> {
  #pending: T[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly send: (batch: readonly T[]) => void,
    private readonly delayMs = BATCH_MS,
  ) {}

  add(item: T): void {
    this.#pending.push(item);
    this.#timer ??= setTimeout(() => this.flush(), this.delayMs);
  }

  /** Sends what is pending now. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#pending.length === 0) return;
    const batch = this.#pending;
    this.#pending = [];
    this.send(batch);
  }
}
