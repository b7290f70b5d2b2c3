import { describe, expect, test } from 'vitest';
import { DEFAULT_REQUEST, type Trace } from '../../src/core/trace/trace';
import { columnLabels, sweepState } from '../../src/host/sweepState';
import { said } from './traces';

const compared = (trace: Trace, column: number, columns: number) => ({
  uri: `file:///q.sweep-${column + 1}.trace.json`,
  path: `/q.sweep-${column + 1}.trace.json`,
  trace: { ...trace, sweep: { id: '0'.repeat(64), column, columns } },
  running: false,
});

describe('what a sweep view is told', () => {
  test('columns stand in the order asked for, and what is missing is named', () => {
    const trace = said(['One.\n'], '6');
    const state = sweepState([compared(trace, 2, 4), compared(trace, 0, 4)]);
    expect(state.columns.map(({ column }) => column)).toEqual([0, 2]);
    expect(state.missing).toEqual([1, 3]);
  });

  test('what charts need: curves, waits, scores by thinking tokens, what was evaluated', () => {
    const finish = { thinking: 'end', answer: 'stop' } as const;
    const shorter: Trace = { ...said(['One.\n'], '6'), finish };
    const longer: Trace = { ...said(['One.\n', '!Wait, two.\n'], '7'), finish };
    shorter.usage.policyEvaluatedTokens = 12;
    const { columns, curves } = sweepState([compared(longer, 0, 2), compared(shorter, 1, 2)]);
    expect(curves).toEqual([[1, 0]]);
    expect(columns.map(({ evaluatedTokens }) => evaluatedTokens)).toEqual([0, 12]);
    expect(columns.map(({ waitsAt }) => waitsAt)).toEqual([[1], []]);
    expect(columns[0]?.scores).toEqual([
      { tokens: 1, score: 0.5 },
      { tokens: 3, score: 0.5 },
    ]);
  });

  test('a label tells a column from the others', () => {
    const { budget, sampler } = DEFAULT_REQUEST;
    const request = { ...DEFAULT_REQUEST, budget: { ...budget, waits: 1 } };
    expect(columnLabels([DEFAULT_REQUEST, request])).toEqual(['max 512 · 0 waits', 'max 512 · 1 wait']);
    const others = [
      { ...request, continuation: [], sampler: { ...sampler, seed: 1 } },
      { ...request, continuation: ['Hmm', 'Wait'], sampler: { ...sampler, seed: 2 } },
    ];
    expect(columnLabels(others)).toEqual([
      'max 512 · 1 wait · nothing added · seed 1',
      'max 512 · 1 wait · "Hmm" / "Wait" · seed 2',
    ]);
  });
});
