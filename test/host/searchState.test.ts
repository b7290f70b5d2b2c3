import { expect, test } from 'vitest';
import { decide } from '../../src/core/search/decide';
import { grade } from '../../src/core/grade/grade';
import { gradedPath, LeafGrades, nodeView, searchSummary } from '../../src/host/searchState';
import { BEAM, searchRecord } from '../support/searchRecord';

const record = searchRecord(BEAM);
let asked: string[] = [];
const learned = async (expected: string | null): Promise<LeafGrades> => {
  asked = [];
  const grades = new LeafGrades(async (answer, right) => {
    asked.push(answer);
    return grade(answer, right);
  });
  await grades.learn(record.nodes, expected);
  await grades.learn(record.nodes, expected);
  return grades;
};

test('each answer is graded once, by its words', async () => {
  const grades = await learned('5353');
  expect(asked).toEqual(['5353', '5453']);
  const views = record.nodes.map((node) => nodeView(node, grades));
  expect(views.map(({ correct }) => correct).slice(8)).toEqual([true, true, false, null]);
  expect(views[0]?.correct).toBeNull();
});

test('without a right answer nothing is asked', async () => {
  const grades = await learned(null);
  expect(asked).toEqual([]);
  expect(record.nodes.map((node) => nodeView(node, grades).correct)).toEqual(record.nodes.map(() => null));
});

test('a node is told by its text on one line, its tokens and its waits', async () => {
  const view = nodeView(record.nodes[9] ?? raise(), await learned(null));
  expect(view).toMatchObject({ waits: 1, text: 'Wait, 3818+1653=5471, less 118 is 5353' });
  // 30 of the step, the delimiter, and 9 of the answer.
  expect(view.tokens).toBe(40);
});

test('what a view has is enough to decide as the record does', async () => {
  const grades = await learned(null);
  const views = record.nodes.map((node) => nodeView(node, grades));
  for (const select of ['majority', 'prm-min-max', 'prm-avg-vote', 'weighted', 'longest'] as const)
    expect(decide(views, select, 'product')).toEqual(decide(record.nodes, select, 'product'));
});

test('the path to a leaf is a trace with all of its steps and its grade', async () => {
  const trace = gradedPath(record, 8, await learned('5353'));
  expect(trace.steps.map(({ score }) => score)).toEqual([0.91, 0.88, 0.95]);
  expect(trace.answer?.extracted).toBe('5353');
  expect(trace.grades).toMatchObject([{ answer: '5353', correct: true }]);
  expect(gradedPath(record, 4, await learned('5353')).answer).toBeNull();
});

test('a summary names the files of the models, and holds no tokens', () => {
  expect(searchSummary(record)).toMatchObject({ model: 'reasoner.gguf', scorer: 'scorer.gguf', rounds: 3 });
  expect(searchSummary(record)).not.toHaveProperty('nodes');
});

function raise(): never {
  throw new Error('no such node');
}
