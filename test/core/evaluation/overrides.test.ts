import { expect, test } from 'vitest';
import { countedRow, markedAnswers } from '../../../src/core/evaluation/overrides';
import { runEvaluation } from '../../../src/core/evaluation/runEvaluation';
import type { ResultRow } from '../../../src/core/evaluation/resultRow';
import { scriptedEngine } from '../../../src/engines/scripted/scriptedEngine';
import { heldScorer } from '../../support/heldScorer';
import { CREATED_AT } from '../../support/runToy';
import { randomModel } from '../../support/toyModel';
import { decodeAlone, decodeShared } from '../../../src/core/evaluation/decodeRequests';
import { evaluateToy, gradeVerbatim, MemoryStore, questions, settings } from './support';

test('a person’s word on an answer counts, for that answer alone', async () => {
  const { rows } = await evaluateToy(randomModel(1));
  const [row] = rows as [ResultRow];
  const said = { ...row, answer: '7', correct: false };
  const marks = markedAnswers([
    { by: 'grader', answer: '7', expected: '8', correct: false, kind: 'different', reason: '' },
    { by: 'user', answer: '7', correct: true, at: CREATED_AT },
  ]);
  expect(countedRow(said, new Map([[row.trace, marks ?? new Map()]]))).toMatchObject({
    correct: true,
    overridden: true,
  });
  expect(countedRow({ ...said, answer: '9' }, new Map([[row.trace, marks ?? new Map()]]))).toMatchObject({
    correct: false,
    overridden: false,
  });
  expect(countedRow(said, new Map())).toMatchObject({ correct: false, overridden: false });
  expect(markedAnswers([])).toBeNull();
});

test('scorer tokens are those of each row alone, also in company; without a scorer there are none', async () => {
  const scored = async (decode: typeof decodeAlone) => {
    const scorer = heldScorer();
    scorer.release();
    const { rows } = await runEvaluation({
      ...{ engine: scriptedEngine(randomModel(1)), scorer, rows: questions('a', 'b'), decode },
      settings: settings({ methods: ['budget-forcing', 'majority@2', 'difficulty-waits', 'adaptive-waits'] }),
      ...{ store: new MemoryStore(), grade: gradeVerbatim, emit: () => {}, createdAt: CREATED_AT },
      now: () => 0,
    });
    return rows.map(({ scorerTokens }) => scorerTokens);
  };
  const alone = await scored(decodeAlone);
  expect(alone.some((tokens) => (tokens ?? 0) > 0)).toBe(true);
  expect(await scored(decodeShared)).toEqual(alone);
  const { rows } = await evaluateToy(randomModel(1));
  expect(rows.map(({ scorerTokens }) => scorerTokens)).toEqual(rows.map(() => null));
});

test('models are lent question by question, and what is finished takes no turn', async () => {
  const store = new MemoryStore();
  const turns: number[] = [];
  const engine = scriptedEngine(randomModel(1));
  const turn = async (work: (models: { engine: typeof engine; scorer: null }) => Promise<void>) => {
    turns.push(0);
    await work({ engine, scorer: null });
  };
  const { rows } = await evaluateToy(randomModel(1), { store, turn });
  expect(turns.length).toBe(2);
  expect(await evaluateToy(randomModel(1), { store, turn })).toMatchObject({ rows, batches: 0 });
  expect(turns.length).toBe(2);
});
