/** The sweeps that run, whether or not a panel shows them. */
import { RunningSet } from './runningSet';
import type { SweepRun } from './sweepRun';

export class RunningSweeps extends RunningSet<SweepRun> {
  /** @param parent URI of the trace that it was set up from */
  of(parent: string): SweepRun | null {
    return this.find((run) => run.parent === parent);
  }

  /** The one that has a column of these. */
  with(uris: readonly string[]): SweepRun | null {
    return this.find((run) => run.uris.some((uri) => uris.includes(uri)));
  }
}
