/** What runs over the engine and outlives its panel. */
import { Listeners } from './listeners';

export interface EndingRun {
  /** Settles when it is over and saved; does not reject. */
  readonly ended: Promise<void>;
  /** Ends it; what was received is kept. Settles when it has ended. */
  stop(graceMs?: number): Promise<void>;
}

export class RunningSet<Run extends EndingRun> {
  readonly #running = new Set<Run>();
  readonly #changed = new Listeners<void>();
  /** One began, or is over. */
  readonly onChange = this.#changed.event;

  find(is: (run: Run) => boolean): Run | null {
    return [...this.#running].find(is) ?? null;
  }

  add(run: Run): void {
    this.#running.add(run);
    this.#changed.fire();
    void run.ended.then(() => {
      this.#running.delete(run);
      this.#changed.fire();
    });
  }

  /** Settles when all have ended; what was received is saved. */
  async stopAll(graceMs?: number): Promise<void> {
    await Promise.all([...this.#running].map((run) => run.stop(graceMs)));
  }
}
