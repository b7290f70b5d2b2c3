/** Does one piece of work again and again, never twice at a time, and not for every one of many causes. */
export class Refresher {
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** When the timer fires. */
  #due = 0;
  #working = false;
  /** What was asked for during the work; null: nothing. */
  #next: number | null = null;
  #disposed = false;

  /** @param work does not reject @param restMs causes that come within it count as one */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly restMs = 150,
  ) {}

  /**
   * Something changed. However often that is said, the work is not put off by it.
   * @param restMs until the work begins, where it is not asked for sooner
   */
  ask(restMs = this.restMs): void {
    if (this.#disposed) return;
    if (this.#working) {
      this.#next = Math.min(this.#next ?? restMs, restMs);
      return;
    }
    const due = performance.now() + restMs;
    if (this.#timer && this.#due <= due) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => void this.#work(), restMs);
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #work(): Promise<void> {
    this.#timer = null;
    this.#working = true;
    await this.work();
    this.#working = false;
    const next = this.#next;
    this.#next = null;
    if (next !== null) this.ask(next);
  }
}
