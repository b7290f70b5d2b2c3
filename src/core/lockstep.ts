interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets several works go in lock-step: what they ask for is done together, as soon as every one of them has asked or has
 * ended. So it does not depend on who was faster.
 */
export class Lockstep<Item, Result> {
  /** Oldest first. */
  private readonly waiting: Waiting<Item, Result>[] = [];
  private running = 0;
  private busy = false;

  /**
   * @param work does what was asked, the oldest first
   * @param fitting how many of these are done in one go, at least one; the others come with the next. Default: all
   */
  constructor(
    private readonly work: (items: readonly Item[]) => Promise<readonly Result[]>,
    private readonly fitting: (items: readonly Item[]) => number = (items) => items.length,
  ) {}

  /** @throws the first error by the order of the works, when all have ended */
  async together<T>(works: readonly (() => Promise<T>)[]): Promise<T[]> {
    if (this.running > 0) throw new Error('Works go in lock-step already.');
    this.running = works.length;
    const ended = await Promise.allSettled(
      works.map(async (work) => {
        try {
          return await work();
        } finally {
          this.running--;
          void this.doWhenAllWait();
        }
      }),
    );
    return ended.map((one) => {
      if (one.status === 'rejected') throw one.reason;
      return one.value;
    });
  }

  ask(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      void this.doWhenAllWait();
    });
  }

  private async doWhenAllWait(): Promise<void> {
    if (this.busy || this.waiting.length === 0 || this.waiting.length < this.running) return;
    this.busy = true;
    const count = this.fitting(this.waiting.map(({ item }) => item));
    const turn = this.waiting.splice(0, Math.max(1, count));
    try {
      const results = await this.work(turn.map(({ item }) => item));
      this.busy = false;
      for (const [i, { resolve }] of turn.entries()) resolve(results[i] as Result);
    } catch (error) {
      this.busy = false;
      for (const { reject } of turn) reject(error);
    }
  }
}
