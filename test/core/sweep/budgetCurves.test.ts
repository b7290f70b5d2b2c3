import { describe, expect, test } from 'vitest';
import { budgetCurves } from '../../../src/core/sweep/budgetCurves';
import { sweepColumns } from '../../../src/core/sweep/columns';
import { runSweep } from '../../../src/core/sweep/runSweep';
import { scriptedEngine } from '../../../src/engines/scripted/scriptedEngine';
import { CREATED_AT, toyRequest } from '../../support/runToy';
import { lines, TOY, toyModel } from '../../support/toyModel';

const { a, b, endThink, newline, seven } = TOY;
const script = lines([a, b, newline, endThink, a, newline, endThink], [seven]);
const base = toyRequest({ waits: 1 });

async function swept(axes: Parameters<typeof sweepColumns>[1]) {
  const { columns } = await runSweep({
    engine: scriptedEngine(toyModel(script)),
    scorer: null,
    question: { text: 'a', expected: null },
    columns: sweepColumns(base, axes),
    createdAt: CREATED_AT,
    emit: () => {},
    now: () => 0,
  });
  return columns;
}

describe('a curve of budgets', () => {
  test('joins columns of one thinking, the shortest first, whatever order they were asked in', async () => {
    const columns = await swept({ maxima: [40, 2], waits: [1, 0] });
    const lengths = columns.map(({ thinking }) => thinking.end - thinking.start);
    expect(lengths).toEqual([6, 3, 2, 2]);
    expect(budgetCurves(columns)).toEqual([[2, 3, 1, 0]]);
  });

  test('joins no columns that differ in more than maximum and waits', async () => {
    const columns = await swept({ maxima: [2, 40], continuations: [['Wait'], ['Hmm']], seeds: [1, 2] });
    expect(budgetCurves(columns)).toEqual([
      [0, 4],
      [1, 5],
      [2, 6],
      [3, 7],
    ]);
  });

  test('leaves out what says something else, and what has not ended', async () => {
    const [one, other] = await swept({ maxima: [2, 40] });
    if (!one || !other) throw new Error('There are two columns.');
    const said = {
      ...other,
      tokens: { ...other.tokens, id: other.tokens.id.map((id, at) => (at === 1 ? a : id)) },
    };
    expect(budgetCurves([one, other])).toEqual([[0, 1]]);
    expect(budgetCurves([one, said])).toEqual([]);
    expect(budgetCurves([one, { ...other, finish: { thinking: 'abort', answer: null } }])).toEqual([]);
  });
});
