import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReadEvaluation } from '../../src/core/evaluation/record';
import { counted, shownEvaluation, ToldContent, type RunNews } from '../../src/host/evaluationState';
import type { ShownRow } from '../../src/protocol/evaluationView';
import { evaluateToy } from '../core/evaluation/support';
import { randomModel } from '../support/toyModel';

const { store, rows: results } = await evaluateToy(randomModel(1));
const recorded = await store.readRecord();
if (!recorded) throw new Error('Nothing was recorded.');
const whole: ReadEvaluation = { ...recorded, results, writer: null };
const answered = results.find(({ answer }) => answer !== null);
if (!answered) throw new Error('No question was answered.');
const marks = new Map([[answered.trace, new Map([[answered.answer ?? '', !answered.correct]])]]);
const RUNNING: RunNews = {
  ...{ isOver: false, isPausing: false, perMinute: 60, remainingMs: 5_000, note: 'Line 1', failure: null },
};

describe('what is shown of an evaluation', () => {
  test('has its cells in order, and counts what people said', () => {
    const before = shownEvaluation('/x', counted(whole, new Map()), null, null);
    expect(before.cells.map(({ name }) => name)).toEqual([
      ...['budget-forcing-4-w0', 'budget-forcing-4-w2', 'budget-forcing-12-w0', 'budget-forcing-12-w2'],
    ]);
    expect(before).toMatchObject({ questions: 2, overridden: 0, progress: { done: 8, total: 8 } });
    const after = shownEvaluation('/x', counted(whole, marks), null, null);
    const rights = (shown: typeof before): number =>
      shown.cells.reduce((sum, { correct }) => sum + correct, 0);
    expect(rights(after) - rights(before)).toBe(answered.correct ? -1 : 1);
    expect(after.overridden).toBe(1);
  });

  test.each<[string, Partial<ReadEvaluation>, RunNews | null, object]>([
    ['complete', {}, null, { stage: 'complete' }],
    ['stopped', { results: results.slice(1) }, null, { stage: 'stopped', done: 7, failure: null }],
    [
      'running',
      { writer: 1 },
      RUNNING,
      { stage: 'running', perMinute: 60, remainingMs: 5_000, writer: null },
    ],
    ['pausing', {}, { ...RUNNING, isPausing: true }, { stage: 'pausing' }],
    ['elsewhere', { writer: 42 }, null, { stage: 'elsewhere', writer: 42, perMinute: null }],
    [
      'stopped by a failure',
      { results: [] },
      { ...RUNNING, isOver: true, failure: 'The disk is full.' },
      { stage: 'stopped', failure: 'The disk is full.', remainingMs: null },
    ],
  ])('is %s', (_, change, run, progress) => {
    expect(
      shownEvaluation('/x', counted({ ...whole, ...change }, new Map()), run, 'no').progress,
    ).toMatchObject({
      ...progress,
      refusal: 'no',
    });
  });
});

describe('what a page is told of rows', () => {
  test('is what changed alone', () => {
    const told = new ToldContent();
    const first = told.update(counted({ ...whole, results: results.slice(0, 3) }, new Map()));
    expect(first).toMatchObject({
      from: 0,
      questions: [
        { line: 1, question: 'a' },
        { line: 2, question: 'b' },
      ],
    });
    expect(first.rows.map(({ question, cell }) => [question, cell])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
    ]);
    const second = told.update(counted(whole, new Map()));
    expect([second.questions, second.from, second.rows.length]).toEqual([null, 3, 5]);
    expect(told.update(counted(whole, new Map()))).toEqual({ questions: null, from: 8, rows: [] });
    const marked = told.update(counted(whole, marks));
    expect(marked.from).toBe(results.indexOf(answered));
    expect(marked.rows[0]).toMatchObject({ overridden: true, correct: !answered.correct });
    told.forget();
    expect(told.update(counted(whole, marks)).from).toBe(0);
  });

  test('always adds up to all of them, whatever order they came in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.shuffledSubarray([...results]), fc.boolean()), { maxLength: 6 }),
        (steps) => {
          const told = new ToldContent();
          let page: readonly ShownRow[] = [];
          for (const [some, isMarked] of steps) {
            const evaluation = counted({ ...whole, results: some }, isMarked ? marks : new Map());
            const { from, rows } = told.update(evaluation);
            page = [...page.slice(0, from), ...rows];
            const fresh = new ToldContent().update(evaluation).rows;
            expect(page).toEqual(fresh);
          }
        },
      ),
    );
  });

  test('has the beginning of what is very long, and no place for rows of another evaluation', () => {
    const [row, other] = results;
    if (!row || !other) throw new Error('There are no rows.');
    const long = { ...row, answer: 'x'.repeat(10_000), reason: 'y'.repeat(10_000) };
    const foreign = { ...other, key: 'not one of them' };
    const { rows } = new ToldContent().update(counted({ ...whole, results: [long, foreign] }, new Map()));
    expect(rows[0]?.answer?.length).toBeLessThan(500);
    expect(rows[0]?.reason.length).toBeLessThan(500);
    expect(rows[1]?.question).toBe(-1);
  });
});
