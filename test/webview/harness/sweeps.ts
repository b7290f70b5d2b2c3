/** Sweeps for the harness, made by what makes them in the extension host. */
import type { Trace } from '../../../src/core/trace/trace';
import { sweepState } from '../../../src/host/sweepState';
import type { SweepState } from '../../../src/protocol/sweepView';

/** The traces as the columns of one sweep, in files `/q.sweep-N.trace.json`. */
export function swept(traces: readonly Trace[], columns = traces.length): SweepState {
  return sweepState(
    traces.map((trace, column) => {
      const path = `/q.sweep-${column + 1}.trace.json`;
      const sweep = { id: '0'.repeat(64), column, columns };
      return { uri: `file://${path}`, path, trace: { ...trace, sweep }, running: false };
    }),
  );
}
