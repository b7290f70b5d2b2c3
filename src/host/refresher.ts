/** Does one piece of work again and again, never twice at a time, and not for every one of many causes. */
export class Refresher {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #working = false;
  #asked = false;
  #disposed = false;

  /** @param work does not reject @param restMs causes that come within it count as one */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly restMs = 150,
  ) {}

  /** Something changed. @param restMs until the work begins, where it is not asked for sooner */
  ask(restMs = this.restMs): void {
    this.#asked = true;
    if (this.#working || this.#disposed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#work(), restMs);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #work(): Promise<void> {
    this.#working = true;
    this.#asked = false;
    await this.work();
    this.#working = false;
    if (this.#asked) this.ask();
  }
}
