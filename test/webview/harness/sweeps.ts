/** Sweeps for the harness, made by what makes them in the extension host. */
import type { Trace } from '../../../src/core/trace/trace';
import { proposedTexts, sweepState } from '../../../src/host/sweepState';
import type { SweepSetup, SweepState } from '../../../src/protocol/sweepView';
import { draft } from './scenarios';

/** The traces as the columns of one sweep, in files `/q.sweep-N.trace.json`. */
export function swept(
  traces: readonly Trace[],
  columns = traces.length,
  more: Parameters<typeof sweepState>[1] = {},
): SweepState {
  return sweepState(
    traces.map((trace, column) => {
      const path = `/q.sweep-${column + 1}.trace.json`;
      const sweep = { id: '0'.repeat(64), column, columns };
      return { uri: `file://${path}`, path, trace: { ...trace, sweep }, running: false };
    }),
    more,
  );
}

export function setupOf(more: Partial<SweepSetup> = {}): SweepSetup {
  const { question, request } = draft();
  return {
    ...{ parent: 'file:///q.trace.json', question: question.text, request },
    ...{ model: 'reasoner.gguf', scorer: null, texts: proposedTexts(request), msPerToken: 2, refusal: null },
    ...more,
  };
}
