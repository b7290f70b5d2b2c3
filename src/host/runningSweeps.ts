/** The sweeps that run, whether or not a panel shows them. */
import { Listeners } from './listeners';
import type { SweepRun } from './sweepRun';

export class RunningSweeps {
  readonly #running = new Set<SweepRun>();
  readonly #changed = new Listeners<void>();
  /** One began, or is over. */
  readonly onChange = this.#changed.event;

  /** @param parent URI of the trace that it was set up from */
  of(parent: string): SweepRun | null {
    return [...this.#running].find((run) => run.parent === parent) ?? null;
  }

  /** The one that has a column of these. */
  with(uris: readonly string[]): SweepRun | null {
    return [...this.#running].find((run) => run.uris.some((uri) => uris.includes(uri))) ?? null;
  }

  add(run: SweepRun): void {
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
