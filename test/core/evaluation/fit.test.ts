import { expect, test } from 'vitest';
import { rowsThatDoNotFit } from '../../../src/core/evaluation/fit';
import { planCells } from '../../../src/core/evaluation/plan';
import { scriptedEngine } from '../../../src/engines/scripted/scriptedEngine';
import { randomModel } from '../../support/toyModel';
import { evaluateToy, questions, settings } from './support';

const planned = planCells(settings({ budgets: [4, 12], methods: ['budget-forcing', 'rejection-sampling'] }));
const rows = questions('a', 'a'.repeat(20), 'b');
const engine = (trainContextSize: number) => scriptedEngine(randomModel(1, { trainContextSize }));

/** Template 1, `<think>` and newline 2; thinking 13 (one more than the budget); `</think>` and prefix 3; answer 8. */
const WITHOUT_QUESTION = 3 + 13 + 3 + 8;

test('questions that do not fit the context beside the largest budget are told by their line', async () => {
  expect(await rowsThatDoNotFit(engine(WITHOUT_QUESTION + 20), rows, planned)).toEqual([]);
  const problems = await rowsThatDoNotFit(engine(WITHOUT_QUESTION + 19), rows, planned);
  expect(problems).toEqual([
    { line: 2, message: expect.stringMatching(/needs a context of 47 tokens .* only 46 are/) as string },
  ]);
  expect(await rowsThatDoNotFit(engine(1000), rows, planned, WITHOUT_QUESTION + 19)).toEqual(problems);
});

test('what fits runs, in every cell', async () => {
  const model = randomModel(1, { trainContextSize: WITHOUT_QUESTION + 20 });
  const { complete } = await evaluateToy(model, {
    settings: settings({ budgets: [4, 12], methods: ['budget-forcing', 'rejection-sampling'] }),
    rows,
  });
  expect(complete).toBe(true);
});

test('a budget that no question fits beside is refused as such', async () => {
  await expect(rowsThatDoNotFit(engine(20), rows, planned)).rejects.toMatchObject({
    code: 'contextTooSmall',
  });
});

test('what a method puts behind the question counts', async () => {
  const asking = planCells(settings({ budgets: [4, 12], methods: ['class-conditional'] }));
  // Every character of the longer wording is a token of its own; thinking is the shared maximum.
  const suffix = '\n\nAnswer after a short amount of thinking.'.length;
  const vocabulary = [...'\n:?ab', '<think>', '</think>', ...' Aefghiklmnorstuw.F'];
  const spelling = (trainContextSize: number) =>
    scriptedEngine(randomModel(1, { vocabulary, special: [5, 6], trainContextSize }));
  const needed = 1 + 3 + suffix + 20 + 1 + '\nFinal Answer:'.length + 8;
  expect(await rowsThatDoNotFit(spelling(needed), questions('a'), asking)).toEqual([]);
  expect(await rowsThatDoNotFit(spelling(needed - 1), questions('a'), asking)).toHaveLength(1);
});
