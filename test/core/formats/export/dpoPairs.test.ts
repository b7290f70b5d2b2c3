import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { traceIdentity } from '../../../../src/core/trace/identity';
import type { Trace } from '../../../../src/core/trace/trace';
import { parseTrace } from '../../../../src/core/trace/traceFile';
import { exportAll, jsonLines, told } from '../../../support/exporting';
import { itemsOf, problemsOf, tracesOf } from '../../../support/importing';

/** Five steps, all of it right: 161. */
const parent = parseTrace(
  readFileSync(resolve(import.meta.dirname, '../../../../docs/example.trace.json')),
).trace;
const HEAD = '<think>\nStep 1: 12*13=156.\n\nStep 2: 156+5=161.\n\n';
const AT = parent.steps[2]?.start ?? NaN;

interface ForkOptions {
  readonly at?: number;
  readonly answer?: string;
  readonly score?: number | null;
}

/** A fork that says "Hmm" at a token, and answers. */
function fork({ at = AT, answer = '4711', score = 0.2 }: ForkOptions = {}): Trace {
  const trace = structuredClone(parent);
  trace.parent = { identity: traceIdentity(parent), file: null, at, change: 'edit' };
  trace.tokens.text[at] = `Hmm ${answer} ${score}`;
  trace.steps = trace.steps.map((step) => (step.end > at ? { ...step, score } : step));
  if (trace.answer) Object.assign(trace.answer, { text: `\nFinal Answer: ${answer}`, extracted: answer });
  trace.grades = [];
  return trace;
}
const unscored = (trace: Trace): Trace => ({
  ...structuredClone(trace),
  steps: trace.steps.map((step) => ({ ...step, score: null })),
});
const asked = (trace: Trace, expected: string | null): Trace => ({
  ...trace,
  question: { ...trace.question, expected },
  grades: [],
});
const graded = (trace: Trace): Trace => asked(trace, '161');
const open = (trace: Trace): Trace => asked(trace, null);

describe('a pair', () => {
  it('shares question and beginning; the right answer is chosen, whatever the scores say', () => {
    const wrong = graded(fork({ score: 1 }));
    const { rows, outcomes } = exportAll('dpo', [wrong, graded(parent)]);
    expect(rows).toHaveLength(1);
    const [row] = rows;
    expect(row?.['prompt']).toBe(`What is 12*13 + 5?\n\n${HEAD}`);
    expect(row?.['chosen']).toMatch(/^So the answer is 161\.\n\nWait, .*\n<\/think>\nFinal Answer: 161$/s);
    expect(row?.['rejected']).toMatch(/^Hmm 4711 1.*\n<\/think>\nFinal Answer: 4711$/s);
    expect(outcomes.map(({ id, leftOut }) => [id, leftOut])).toEqual([
      ['t2', null],
      ['t1', null],
    ]);
  });

  it('reads back as its two traces, with what both share in each', async () => {
    const { rows } = exportAll('dpo', [graded(parent), graded(fork())]);
    const items = await itemsOf(jsonLines(rows));
    expect(problemsOf(items)).toEqual([]);
    const [better, worse] = tracesOf(items);
    const start = 'Step 1: 12*13=156.\n\nStep 2: 156+5=161.\n\n';
    for (const trace of [better, worse]) {
      expect(trace?.question.text).toBe('What is 12*13 + 5?');
      expect(trace?.tokens.text.join('').startsWith(start)).toBe(true);
    }
    expect([better?.answer?.extracted, worse?.answer?.extracted]).toEqual(['161', '4711']);
  });

  it.each([
    [
      's1',
      /^What is 12\*13 \+ 5\?\n\n<\|im_start\|>think\nStep 1/,
      /\n<\|im_start\|>answer\nFinal Answer: 161$/,
    ],
    ['openthoughts', /^What.*\n\n<\|begin_of_thought\|>\n\nStep 1/, /\n\n<\|end_of_solution\|>$/],
  ] as const)('has the delimiters of %s where they are asked for', (delimiters, prompt, chosen) => {
    const { rows } = exportAll('dpo', [graded(parent), graded(fork())], { delimiters });
    expect(rows[0]?.['prompt']).toMatch(prompt);
    expect(rows[0]?.['chosen']).toMatch(chosen);
  });

  it('is told apart by the scores after the shared beginning where no grade does', () => {
    const low = open(fork({ score: 0.2 }));
    const high = open(fork({ score: 0.7 }));
    const { rows } = exportAll('dpo', [low, high]);
    expect(rows[0]?.['chosen']).toMatch(/^Hmm 4711 0\.7/);
    expect(rows[0]?.['rejected']).toMatch(/^Hmm 4711 0\.2/);
    // The parent's scores there: 0.881, 0.905, 0.946.
    const near = open(fork({ score: 0.9 }));
    const all = exportAll('dpo', [open(parent), near]);
    expect(all.rows).toEqual([]);
    expect(told(all)[0]).toMatch(/their scores \(mean 0\.9\d\d and 0\.900\) are less than 0\.1 apart$/);
    expect(exportAll('dpo', [open(parent), near], { margin: 0.01 }).rows).toHaveLength(1);
    const last = exportAll('dpo', [open(parent), near], { margin: 0.04, score: 'last' });
    expect(last.rows[0]?.['chosen']).toMatch(/^So the answer is 161/);
    const least = exportAll('dpo', [open(parent), near], { margin: 0.01, score: 'min' });
    expect(least.rows[0]?.['chosen']).toMatch(/^Hmm/);
  });

  it('takes a difference of exactly the margin', () => {
    const pair = [open(fork({ score: 0.9 })), open(fork({ score: 0.8 }))];
    expect(exportAll('dpo', pair, { margin: 0.1 }).rows).toHaveLength(1);
    expect(exportAll('dpo', pair, { margin: 0.11 }).rows).toHaveLength(0);
  });

  it('may part inside the answer', () => {
    const at = (parent.answer?.end ?? NaN) - 1;
    const other = graded(fork({ at }));
    other.tokens.text[at] = '7';
    const said = other.tokens.text.slice(other.answer?.start).join('');
    if (other.answer) other.answer.text = said;
    const { rows } = exportAll('dpo', [graded(parent), other]);
    expect(rows[0]?.['prompt']).toMatch(/<\/think>\nFinal Answer: /);
    expect([rows[0]?.['chosen'], rows[0]?.['rejected']]).toEqual([parent.tokens.text[at], '7']);
  });
});

describe('forks of one place', () => {
  it('are paired with their trace and with each other, a copy and other places not', () => {
    const forks = [
      fork({ answer: '1' }),
      fork({ answer: '161', score: 0.3 }),
      fork({ at: AT + 1, answer: '2' }),
    ].map(graded);
    const traces = [graded(parent), ...forks, structuredClone(graded(parent))];
    const { outcomes, rows } = exportAll('dpo', traces);
    expect(rows).toHaveLength(4);
    const pairs = outcomes.filter(({ leftOut }) => leftOut === null).map(({ id }) => id);
    // parent > 1, parent > 161 by its scores, 161 > 1, parent > 2.
    expect(pairs).toEqual(['t1', 't2', 't1', 't3', 't3', 't2', 't1', 't4']);
    expect(outcomes.at(-1)).toMatchObject({
      id: 't5',
      leftOut: expect.stringMatching(/^no fork of it/) as string,
    });
  });

  it('are paired without their trace too', () => {
    expect(exportAll('dpo', [graded(fork()), graded(fork({ answer: '161' }))]).rows).toHaveLength(1);
  });
});

describe('no pair is made, and why is told,', () => {
  it.each<[string, Trace[], RegExp]>([
    ['of a trace alone', [parent], /^t1 left out: no fork of it is here/],
    [
      'without grades and scores',
      [unscored(open(parent)), unscored(open(fork()))],
      /^t1 and t2 left out: their answers are not both graded, and their steps have no scores$/,
    ],
    [
      'of two right answers without scores',
      [unscored(graded(parent)), unscored(graded(fork({ answer: '161' })))],
      /both answers are right, and their steps have no scores$/,
    ],
    [
      'of one that broke off',
      [graded(parent), { ...graded(fork()), finish: { thinking: 'abort', answer: null }, answer: null }],
      /^t1 and t2 left out: t2 did not end with an answer$/,
    ],
    [
      'of a fork that says the same',
      [
        graded(parent),
        { ...structuredClone(graded(parent)), prompt: { text: 'other', ids: [1] }, parent: fork().parent },
      ],
      /^t1 and t2 left out: both say the same$/,
    ],
  ])('%s', (_, traces, line) => {
    const found = exportAll('dpo', traces);
    expect(found.rows).toEqual([]);
    expect(told(found).join('\n')).toMatch(line);
  });
});
