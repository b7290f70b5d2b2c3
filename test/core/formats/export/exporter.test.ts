import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { EXPORT_FORMATS, exportFormatNamed } from '../../../../src/core/formats/export/exportFormats';
import { FORMATS } from '../../../../src/core/formats/formats';
import type { ForeignTrace, Label } from '../../../../src/core/formats/foreignTrace';
import { toTrace } from '../../../../src/core/formats/toTrace';
import { textOf, type Trace } from '../../../../src/core/trace/trace';
import { parseTrace } from '../../../../src/core/trace/traceFile';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { anyForeign } from '../../../support/anyForeign';
import { exportAll, jsonLines, told } from '../../../support/exporting';
import {
  fixture,
  fixtureNames,
  formatOfFixture,
  itemsOf,
  problemsOf,
  tracesOf,
} from '../../../support/importing';

const ORIGIN = { format: 'r1', source: 'a.jsonl', line: 3, createdAt: '2026-01-01T00:00:00.000Z' };
const foreign = (changes: Partial<ForeignTrace>): Trace =>
  toTrace(
    {
      question: 'What is 2*3*4?',
      thinking: '2*3 is 6.\n\n6*4 is 24.',
      delimiter: '</think>',
      answer: 'It is \\boxed{24}.',
      expected: '24',
      notes: [],
      ...changes,
    },
    ORIGIN,
  );
const stepped = (...steps: [text: string, label: Label | null, byPerson?: boolean][]): Trace =>
  foreign({
    thinking: steps.map(([text, label, byPerson = false]) => ({ text, label, byPerson })),
    delimiter: '',
    answer: null,
  });

/** Three steps: right, neutral, wrong. */
const graded = stepped(['Step 1: 2*3 is 6.', 1], ['Step 2: Hm.', 0], ['Step 3: So 25.', -1]);
const written = foreign({});
/** A run of ours. */
const ours = parseTrace(
  readFileSync(resolve(import.meta.dirname, '../../../../docs/example.trace.json')),
).trace;

const ROW_FORMATS = EXPORT_FORMATS.filter((format) => 'write' in format);
const one = (format: string, trace: Trace, options = {}) => exportAll(format, [trace], options).rows[0];

test('every format that is imported is written too, under the same name', () => {
  expect(EXPORT_FORMATS.map(({ name }) => name).toSorted()).toEqual(
    FORMATS.map(({ name }) => name).toSorted(),
  );
});

test('a format that cannot be written is answered with those that can', () => {
  expect(() => exportFormatNamed('csv')).toThrow(/"csv" cannot be written\. Choose one of s1k, .*, dpo\./);
});

describe('the row of a trace', () => {
  it.each<[string, Trace, unknown]>([
    [
      's1k',
      written,
      {
        solution: '24',
        question: 'What is 2*3*4?',
        cot_type: '',
        source_type: 'a.jsonl',
        metadata: '{"model":null,"createdAt":"2026-01-01T00:00:00.000Z"}',
        cot: null,
        thinking_trajectories: ['2*3 is 6.\n\n6*4 is 24.'],
        attempt: 'It is \\boxed{24}.',
      },
    ],
    [
      's1k-1.1',
      written,
      {
        solution: '24',
        question: 'What is 2*3*4?',
        cot_type: '',
        source_type: 'a.jsonl',
        metadata: '{"model":null,"createdAt":"2026-01-01T00:00:00.000Z"}',
        gemini_thinking_trajectory: null,
        gemini_attempt: null,
        gemini_grade: null,
        gemini_grade_reason: null,
        deepseek_thinking_trajectory: '2*3 is 6.\n\n6*4 is 24.',
        deepseek_attempt: 'It is \\boxed{24}.',
        deepseek_grade: 'Yes',
        deepseek_grade_reason: null,
      },
    ],
    [
      's1-text',
      written,
      {
        text:
          '<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n' +
          '<|im_start|>user\nWhat is 2*3*4?<|im_end|>\n<|im_start|>assistant\n' +
          '<|im_start|>think\n2*3 is 6.\n\n6*4 is 24.\n<|im_start|>answer\nAnswer: It is \\boxed{24}.<|im_end|>\n',
      },
    ],
    [
      'r1',
      written,
      {
        problem: 'What is 2*3*4?',
        response: '<think>\n2*3 is 6.\n\n6*4 is 24.\n</think>\n\nIt is \\boxed{24}.',
      },
    ],
    [
      'openthoughts',
      written,
      {
        system: '',
        conversations: [
          { from: 'user', value: 'What is 2*3*4?' },
          {
            from: 'assistant',
            value:
              '<|begin_of_thought|>\n\n2*3 is 6.\n\n6*4 is 24.\n\n<|end_of_thought|>\n\n' +
              '<|begin_of_solution|>\n\nIt is \\boxed{24}.\n\n<|end_of_solution|>',
          },
        ],
      },
    ],
    [
      'sharegpt',
      written,
      {
        conversations: [
          { from: 'human', value: 'What is 2*3*4?' },
          { from: 'gpt', value: '<think>\n2*3 is 6.\n\n6*4 is 24.\n</think>\n\nIt is \\boxed{24}.' },
        ],
      },
    ],
    [
      'chat',
      written,
      {
        messages: [
          { role: 'user', content: 'What is 2*3*4?' },
          {
            role: 'assistant',
            content: 'It is \\boxed{24}.',
            reasoning_content: '2*3 is 6.\n\n6*4 is 24.',
          },
        ],
      },
    ],
    [
      'anthropic',
      written,
      {
        messages: [
          { role: 'user', content: [{ type: 'text', text: 'What is 2*3*4?' }] },
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: '2*3 is 6.\n\n6*4 is 24.', signature: '' },
              { type: 'text', text: 'It is \\boxed{24}.' },
            ],
          },
        ],
      },
    ],
    [
      'prm800k',
      stepped(['Six.', 1], ['Hm.', 0], ['By hand.', null, true], ['So 25.', -1]),
      {
        labeler: 'waitpoint',
        timestamp: '2026-01-01T00:00:00.000Z',
        generation: null,
        is_quality_control_question: false,
        is_initial_screening_question: false,
        question: {
          problem: 'What is 2*3*4?',
          ground_truth_solution: null,
          ground_truth_answer: '24',
          pre_generated_steps: ['Six.', 'Hm.', 'By hand.', 'So 25.'],
          pre_generated_answer: null,
          pre_generated_verifier_score: null,
        },
        label: {
          steps: [
            {
              completions: [{ text: 'Six.', rating: 1, flagged: false }],
              human_completion: null,
              chosen_completion: 0,
            },
            {
              completions: [{ text: 'Hm.', rating: 0, flagged: false }],
              human_completion: null,
              chosen_completion: 0,
            },
            {
              completions: [],
              human_completion: { text: 'By hand.', rating: null, flagged: false, source: 'human' },
              chosen_completion: null,
            },
            {
              completions: [{ text: 'So 25.', rating: -1, flagged: false }],
              human_completion: null,
              chosen_completion: 0,
            },
          ],
          total_time: null,
          finish_reason: 'found_error',
        },
      },
    ],
    [
      'math-shepherd',
      graded,
      {
        input: 'What is 2*3*4? Step 1: 2*3 is 6. ки\nStep 2: Hm. ки\nStep 3: So 25. ки',
        label: 'What is 2*3*4? Step 1: 2*3 is 6. +\nStep 2: Hm. +\nStep 3: So 25. -',
        task: 'a.jsonl',
      },
    ],
    [
      'processbench',
      graded,
      {
        id: 't1',
        generator: '',
        problem: 'What is 2*3*4?',
        steps: ['Step 1: 2*3 is 6.', 'Step 2: Hm.', 'Step 3: So 25.'],
        final_answer_correct: false,
        label: 2,
      },
    ],
    [
      'rlhflow',
      graded,
      {
        conversations: [
          { role: 'user', content: 'What is 2*3*4? Step 1: 2*3 is 6.' },
          { role: 'assistant', content: '+' },
          { role: 'user', content: 'Step 2: Hm.' },
          { role: 'assistant', content: '+' },
          { role: 'user', content: 'Step 3: So 25.' },
          { role: 'assistant', content: '-' },
        ],
      },
    ],
    [
      'trl',
      graded,
      {
        prompt: 'What is 2*3*4?',
        completions: ['Step 1: 2*3 is 6.', 'Step 2: Hm.', 'Step 3: So 25.'],
        labels: [true, true, false],
      },
    ],
  ])('in %s', (format, trace, row) => {
    expect(one(format, trace)).toEqual(row);
  });

  it.each([
    ['reasoning', { content: 'It is \\boxed{24}.', reasoning: '2*3 is 6.\n\n6*4 is 24.' }],
    ['thinking', { content: 'It is \\boxed{24}.', thinking: '2*3 is 6.\n\n6*4 is 24.' }],
    ['tags', { content: '<think>\n2*3 is 6.\n\n6*4 is 24.\n</think>\n\nIt is \\boxed{24}.' }],
  ])('of a chat has its thinking in %s', (reasoning, message) => {
    expect(one('chat', written, { reasoning })?.['messages']).toEqual([
      { role: 'user', content: 'What is 2*3*4?' },
      { role: 'assistant', ...message },
    ]);
  });

  it('of s1K-1.1 holds two traces of a question; another question begins a new row', () => {
    const second = foreign({ thinking: 'Twice.', answer: '25' });
    const other = foreign({ question: 'Another?' });
    const { rows, outcomes } = exportAll('s1k-1.1', [written, second, written, other]);
    const shown = rows.map((row) => [
      row['gemini_attempt'],
      row['gemini_grade'],
      row['deepseek_attempt'],
      row['deepseek_grade'],
    ]);
    expect(shown).toEqual([
      ['It is \\boxed{24}.', 'Yes', '25', 'No'],
      [null, null, 'It is \\boxed{24}.', 'Yes'],
      [null, null, 'It is \\boxed{24}.', 'Yes'],
    ]);
    expect(outcomes.map(({ id, losses }) => [id, losses.map(({ kind }) => kind)])).toEqual([
      ['t1', []],
      ['t2', []],
      ['t3', ['halfRow']],
      ['t4', ['halfRow']],
    ]);
  });
});

describe('labels', () => {
  it('come from the scores of a run, right from the threshold on', () => {
    // 0.99, 0.92, 0.88, 0.90, 0.95
    const scores = ours.steps.map(({ score }) => score ?? NaN);
    expect(one('trl', ours, { threshold: 0.9 })?.['labels']).toEqual(scores.map((score) => score >= 0.9));
    expect(one('trl', ours, { threshold: scores[0] })?.['labels']).toEqual(scores.map((_, i) => i === 0));
    expect(told(exportAll('trl', [ours]))).toContain('t1: 5 steps labelled by scores');
    expect(told(exportAll('s1k', [ours])).join()).not.toContain('labels');
  });

  it('that are handed in go before those of the source, and before scores', () => {
    expect(exportAll('trl', [graded], {}, [-1, -1, 1]).rows[0]?.['labels']).toEqual([false, false, true]);
    const labels = ours.steps.map((_, i): Label => (i === 1 ? -1 : 1));
    expect(exportAll('processbench', [ours], {}, labels).rows[0]?.['label']).toBe(1);
  });

  it('neutral counts as right or wrong where the format has no neutral, and that is told', () => {
    const right = exportAll('math-shepherd', [graded]);
    expect(told(right)).toContain('t1: the format has no neutral: 1 step counted as right');
    const wrong = exportAll('trl', [graded], { neutral: 'wrong' });
    expect(wrong.rows[0]?.['labels']).toEqual([true, false, false]);
    expect(told(wrong)).toContain('t1: the format has no neutral: 1 step counted as wrong');
    const bench = exportAll('processbench', [graded], { neutral: 'wrong' });
    expect(bench.rows[0]?.['label']).toBe(1);
    expect(told(bench)).toContain('t1: the labels of 1 step are not kept');
  });

  it('that are missing behind the last are left out; before it they refuse the trace', () => {
    const end = stepped(['Step 1: a', 1], ['Step 2: b', -1], ['Step 3: c', null]);
    const cut = exportAll('trl', [end]);
    expect(cut.rows[0]?.['completions']).toEqual(['Step 1: a', 'Step 2: b']);
    expect(told(cut)).toContain('t1: 1 step after the last label left out');
    const gap = stepped(['a', null], ['b', 1]);
    expect(told(exportAll('trl', [gap]))).toEqual([
      't1 left out: step 1 has no label, and unlabelled steps are not counted as right or wrong',
    ]);
    const counted = exportAll('rlhflow', [gap], { unlabelled: 'wrong' });
    expect(told(counted)).toContain('t1: 1 step without a label counted as wrong');
    expect(exportAll('trl', [gap], { unlabelled: 'right' }).rows[0]?.['labels']).toEqual([true, true]);
    expect(told(exportAll('trl', [stepped(['a', null])]))).toEqual([
      't1 left out: no step has a label or a score',
    ]);
  });

  it('of ProcessBench say -1 only where every step is known to be right', () => {
    expect(one('processbench', stepped(['a', 1], ['b', 1]))?.['label']).toBe(-1);
    const open = stepped(['a', 1], ['b', null]);
    expect(told(exportAll('processbench', [open]))[0]).toMatch(/^t1 left out: step 2 has no label/);
    expect(one('processbench', open, { unlabelled: 'wrong' })?.['label']).toBe(1);
  });
});

describe('what cannot be held', () => {
  it.each<[string, Trace, string[]]>([
    [
      'trl',
      graded,
      ['t1: the format has no neutral: 1 step counted as right', 't1: the right answer is not kept'],
    ],
    ['prm800k', foreign({ thinking: 'a' }), ['t1: the answer has no place in the format']],
    ['s1k', foreign({ answer: null }), ['t1: that the thinking breaks off is not kept']],
    ['chat', foreign({ answer: '', expected: null }), ['t1: an empty answer reads back as none']],
    [
      's1k',
      stepped(['a\n\nb', 1], ['c', -1, true]),
      [
        't1: where 2 steps begin and end is not kept',
        't1: the labels of 2 steps are not kept',
        't1: that a person wrote 1 step is not kept',
      ],
    ],
    [
      'rlhflow',
      stepped(['a', 1], ['Step 2: b', 1]),
      ['t1: "Step 1:" and so on put before 1 step', 't1: the right answer is not kept'],
    ],
    [
      's1-text',
      foreign({ expected: null }),
      [
        't1: "Answer:" put before the answer, as s1 has it',
        't1: white space at the ends of steps or texts is not kept exactly',
      ],
    ],
    [
      's1k',
      foreign({ thinking: 'half \ud83d' }),
      ['t1: characters that are no text (half of a surrogate pair) replaced'],
    ],
  ])('by %s is told', (format, trace, lines) => {
    const found = exportAll(format, [trace]);
    expect(found.rows).toHaveLength(1);
    expect(told(found)).toEqual(lines);
  });

  it.each<[string, Trace, RegExp]>([
    [
      'r1',
      foreign({ thinking: 'a </think> b' }),
      /^t1 left out: its thinking would read back as another text, from /,
    ],
    ['r1', foreign({ answer: 'a<|im_end|>\n' }), /^t1 left out: its answer would read back/],
    ['math-shepherd', stepped(['Step 1: какие', 1], ['ки', 1]), /^t1 left out: its text holds ки/],
    ['rlhflow', stepped(['Step 1: a Step 1: b', 1]), /^t1 left out: its question would read back/],
    ['trl', foreign({ thinking: ' \n' }), /^t1 left out: it has no thinking/],
  ])('by %s without saying something else is left out', (format, trace, line) => {
    const found = exportAll(format, [trace]);
    expect(found.rows).toEqual([]);
    expect(told(found)[0]).toMatch(line);
  });
});

/** What a trace is asked for before and after. */
const shown = (trace: Trace) => ({
  question: trace.question.text,
  thinking: textOf(trace, trace.thinking.start, trace.thinking.end),
  steps: trace.steps.map(({ start, end }) => textOf(trace, start, end)),
  labels: trace.imported?.labels ?? null,
  answer: trace.answer?.text ?? null,
  expected: trace.question.expected,
});

describe('a fixture', () => {
  it.each(fixtureNames.filter((name) => formatOfFixture(name) && name !== 'dpo.jsonl'))(
    '%s, exported in its own format and imported again, is what it was',
    async (name) => {
      const format = formatOfFixture(name) ?? '';
      const before = tracesOf(await itemsOf(fixture(name)));
      const { rows, outcomes } = exportAll(format, before);
      const said = outcomes.flatMap(({ losses }) => losses.map(({ kind }) => kind));
      const after = tracesOf(await itemsOf(jsonLines(rows)));
      expect(after).toHaveLength(before.filter((_, i) => outcomes[i]?.leftOut === null).length);
      // Nothing but white space, and what s1 and Math-Shepherd write before texts.
      const meant = new Set([
        'halfRow',
        'whiteSpace',
        'answerPrefixed',
        'stepsNumbered',
        'emptyAnswer',
        'unlabelledCut',
      ]);
      expect(said.filter((kind) => !meant.has(kind))).toEqual([]);
      if (said.length === 0) expect(after.map(shown)).toEqual(before.map(shown));
    },
  );
});

describe('any trace', () => {
  const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim();

  it.each(ROW_FORMATS.map(({ name }) => name))(
    'in %s reads back as it was, but for what was told, by its own importer',
    async (format) => {
      let rowsSeen = 0;
      await fc.assert(
        fc.asyncProperty(anyForeign, fc.constantFrom('right', 'wrong'), async (source, way) => {
          const before = toTrace(source, ORIGIN);
          const { rows, outcomes } = exportAll(format, [before], { neutral: way, unlabelled: way });
          const [outcome] = outcomes;
          expect(outcomes).toHaveLength(1);
          expect(rows).toHaveLength(outcome?.leftOut === null ? 1 : 0);
          if (!outcome || rows.length === 0) return;
          rowsSeen++;
          const kinds = new Set<string>(outcome.losses.map(({ kind }) => kind));
          const items = await itemsOf(jsonLines(rows), format);
          // s1K-1.1 misses its other trace.
          if (format !== 's1k-1.1') expect(problemsOf(items)).toEqual([]);
          const [after] = tracesOf(items);
          if (!after) throw new Error('nothing was read back');
          const [a, b] = [shown(before), shown(after)];
          const isText = !kinds.has('noText');
          if (!kinds.has('whiteSpace') && isText && !kinds.has('stepsNumbered')) {
            expect(b.question).toBe(a.question);
            expect(b.thinking).toBe(a.thinking);
          } else if (isText && !kinds.has('stepsNumbered')) {
            expect(collapsed(b.question)).toBe(collapsed(a.question));
            expect(collapsed(b.thinking)).toBe(collapsed(a.thinking));
          }
          if (!kinds.has('expected') && isText) expect(b.expected).toBe(a.expected);
          if (!kinds.has('labels') && before.imported?.labels?.some((label) => label !== null))
            expect(b.labels).toEqual(
              before.imported.labels.map((label, i, labels) => {
                if (format === 'prm800k' || (label !== 0 && label !== null)) return label;
                const isAfterError = labels
                  .slice(0, i)
                  .some((one) => one === -1 || (one !== 1 && way === 'wrong'));
                if (format === 'processbench' && isAfterError) return null;
                return way === 'right' ? 1 : -1;
              }),
            );
          const mayDiffer = ['answer', 'emptyAnswer', 'brokenOff', 'answerPrefixed', 'noText', 'whiteSpace'];
          if (!mayDiffer.some((kind) => kinds.has(kind))) expect(b.answer).toBe(a.answer);
        }),
        { numRuns: 300 },
      );
      // Hostile texts must not keep all of them out.
      expect(rowsSeen).toBeGreaterThan(30);
    },
  );

  it('loses nothing in s1K that is text with a short right answer', () => {
    const plainText = fc
      .array(fc.constantFrom('Wait, ', 'so 6*4=24. ', '\n\n', 'Hm'), { minLength: 1, maxLength: 20 })
      .map((parts) => `So ${parts.join('')}`);
    fc.assert(
      fc.property(plainText, plainText, (thinking, answer) => {
        expect(told(exportAll('s1k', [foreign({ thinking, answer })]))).toEqual([]);
      }),
    );
  });
});
