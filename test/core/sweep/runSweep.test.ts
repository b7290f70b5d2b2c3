import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runSweep, type Sweep, type SweepOptions } from '../../../src/core/sweep/runSweep';
import { sweepColumns, type SweepAxes } from '../../../src/core/sweep/columns';
import { GREEDY, draftTrace, type RunRequest, type Trace } from '../../../src/core/trace/trace';
import { recoverJournal } from '../../../src/core/trace/journal';
import { applyEvent } from '../../../src/core/trace/traceEvent';
import { findInconsistency, parseTrace, stringifyTrace } from '../../../src/core/trace/traceFile';
import { scriptedEngine, type ScriptedModel } from '../../../src/engines/scripted/scriptedEngine';
import { heldScorer } from '../../support/heldScorer';
import { CREATED_AT, runToy, toyRequest } from '../../support/runToy';
import { randomModel, TOY, toyModel } from '../../support/toyModel';

const { think, newline, a, b, endThink, eos, seven, e1, e2, lt, end, gt } = TOY;

interface Swept {
  readonly sweep: Sweep;
  readonly batches: readonly (readonly number[])[];
  readonly folded: readonly Trace[];
  /** Columns in the order in which they were complete. */
  readonly done: readonly number[];
}

/** Sweeps the question "a" with a toy model, and folds the events by which its columns grow. */
async function swept(
  model: ScriptedModel,
  columns: readonly RunRequest[],
  more: Partial<SweepOptions> = {},
): Promise<Swept> {
  const engine = scriptedEngine(model);
  const folded = columns.map((request) => draftTrace('a', request, CREATED_AT));
  const done: number[] = [];
  const sweep = await runSweep({
    engine,
    scorer: null,
    question: { text: 'a', expected: null },
    columns,
    createdAt: CREATED_AT,
    now: () => 0,
    done: (column) => done.push(column),
    ...more,
    emit: (into, event) => {
      for (const column of into) folded[column] = applyEvent(folded[column] as Trace, event);
      more.emit?.(into, event);
    },
  });
  return { sweep, batches: engine.batches, folded, done };
}

/** What a column must share with a run of its own: all but its cost. */
const said = ({ sweep: _, usage, timings: __, ...trace }: Trace): object => ({
  ...trace,
  usage: { thinkingTokens: usage.thinkingTokens, answerTokens: usage.answerTokens },
});

const alone = async (model: ScriptedModel, request: RunRequest): Promise<Trace> =>
  (await runToy(model, request)).trace;

/** A random model that often ends its thinking, leaves characters open, and begins delimiters that it may not complete. */
function hardModel(salt: number): ScriptedModel {
  const model = randomModel(salt);
  const likely = new Map<number, readonly number[]>([
    [e1, [e2]],
    [lt, [end, gt]],
    [end, [gt]],
  ]);
  const predict = (ids: readonly number[]): number[] => {
    const next: readonly number[] = likely.get(ids.at(-1) ?? -1) ?? [e1, lt];
    const probs = model.predict(ids).map((prob, id) => (next.includes(id) ? prob * 6 : prob));
    const total = probs.reduce((sum, prob) => sum + prob, 0);
    return probs.map((prob) => prob / total);
  };
  return { ...model, predict };
}

const anyBase = fc
  .record({
    minThinkingTokens: fc.constantFrom(0, 0, 3),
    preset: fc.constantFrom('think-tags', 's1-eval', 's1-readme', 'generic', 'generic'),
    temperature: fc.constantFrom(0, 0, 0.8),
  })
  .map(({ minThinkingTokens, preset, temperature }) =>
    toyRequest(
      { minThinkingTokens },
      {
        preset,
        sampler: { ...GREEDY, temperature, seed: 3 },
        delimiters: preset === 'generic' ? { start: '<think>\n', end: '<end>' } : null,
      },
    ),
  );

/** Some of the columns of a product, in any order: no product themselves. */
const anyColumns = anyBase.chain((base) =>
  fc.shuffledSubarray(
    sweepColumns(base, {
      maxima: [3, 4, 5, 6, 7, 8, 11, 16, 24],
      waits: [0, 1, 2, 4],
      continuations: [['Wait'], ['Hmm'], ['Wait', 'Hmma'], []],
    }),
    { minLength: 1, maxLength: 8 },
  ),
);

describe('a sweep', () => {
  it(
    'gives every column the trace of its own run, for any model, budget, wait and string',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), anyColumns, async (salt, columns) => {
          const model = hardModel(salt);
          const { sweep, folded, done } = await swept(model, columns);
          for (const [i, request] of columns.entries())
            expect(said(sweep.columns[i] as Trace)).toEqual(said(await alone(model, request)));
          expect(folded).toEqual(sweep.columns);
          expect([...done].sort((x, y) => x - y)).toEqual([...columns.keys()]);
        }),
        { numRuns: 100 },
      );
    },
  );

  it('tells each column events that a journal of it gives back', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), anyColumns, async (salt, columns) => {
        const journals = columns.map(() => '');
        const emit: SweepOptions['emit'] = (into, event) => {
          for (const column of into) journals[column] += `${JSON.stringify(event)}\n`;
        };
        const { sweep } = await swept(hardModel(salt), columns, { emit });
        for (const [i, trace] of sweep.columns.entries())
          expect(recoverJournal(journals[i] ?? '')).toEqual({ trace, finished: true, unreadLines: 0 });
      }),
      { numRuns: 25 },
    );
  });

  it('decodes what columns share once, and each different answer once', async () => {
    // Ends its thinking after every two tokens; answers with a seven.
    const model = toyModel((ids) => {
      if (ids.includes(endThink)) return ids.at(-1) === seven ? eos : seven;
      return ids.at(-1) === b ? endThink : ids.at(-1) === a ? b : a;
    });
    const columns = sweepColumns(toyRequest({}), { maxima: [1, 4, 7, 20], waits: [0, 1, 3] });
    const { sweep, batches, done } = await swept(model, columns);
    // Thinking: ab Wait ab Wait ab Wait ab. Cut at 1, 4 and 7, ended by the model at 2, 5 and 11.
    expect(sweep.columns.map(({ thinking, finish }) => [thinking.end, finish.thinking])).toEqual([
      [1, 'budget'],
      [1, 'budget'],
      [1, 'budget'],
      [2, 'end'],
      [4, 'budget'],
      [4, 'budget'],
      [2, 'end'],
      [5, 'end'],
      [7, 'budget'],
      [2, 'end'],
      [5, 'end'],
      [11, 'end'],
    ]);
    // The prompt, the thinking, six answers; and the last token before each of five places to go on from.
    const prompt = sweep.columns[0]?.prompt?.ids.length ?? 0;
    const cut = 4;
    const natural = 2;
    expect(sweep.usage).toEqual({
      thinkingTokens: 11,
      answerTokens: 6,
      policyEvaluatedTokens: prompt + 11 + 3 * cut + 3 * natural + 5,
      scorerEvaluatedTokens: 0,
    });
    expect(batches.flat()).toHaveLength(sweep.usage.policyEvaluatedTokens);
    expect(done).toEqual([0, 1, 2, 3, 6, 9, 4, 5, 7, 10, 8, 11]);
    // What was evaluated counts once, for the first of the columns that end next.
    expect(sweep.columns.map(({ usage }) => usage.policyEvaluatedTokens)).toEqual([
      ...[prompt + 1 + cut, 0, 0],
      ...[1 + 1 + natural, 1 + 2 + cut, 0],
      ...[0, 1 + 1 + natural, 1 + 2 + cut],
      ...[0, 0, 1 + 4 + natural],
    ]);
  });

  it('thinks up to the first wait once for all strings, and parts there', async () => {
    const model = toyModel((ids) => {
      if (ids.includes(endThink)) return ids.at(-1) === seven ? eos : seven;
      return ids.at(-1) === b ? endThink : ids.at(-1) === a ? b : a;
    });
    const continuations = [['Wait'], ['Hmm'], []];
    const columns = sweepColumns(toyRequest({}), { maxima: [20], waits: [0, 1], continuations });
    const { sweep, batches } = await swept(model, columns);
    expect(sweep.columns.map(({ tokens }) => tokens.text.join(''))).toEqual([
      ...['ab</think>7', 'ab</think>7', 'ab</think>7'],
      ...['abWaitab</think>7', 'abHmmab</think>7', 'ab<think>ab</think>7'],
    ]);
    expect(sweep.groups.map(({ columns }) => columns)).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    // The two tokens before the first wait are evaluated once, and the second of them again where others go on.
    expect(batches.slice(0, 3)).toEqual([[a, newline, think, newline], [a], [b]]);
    expect(sweep.columns.map(({ usage }) => usage.policyEvaluatedTokens)).toEqual([
      ...[4 + 2 + 2, 0, 0],
      ...[1 + 3 + 2, 1 + 3 + 2, 1 + 3 + 2],
    ]);
  });

  it('takes seeds for the same run under greedy, and for others when it samples', async () => {
    const greedy = await swept(randomModel(7), sweepColumns(toyRequest({}), { seeds: [1, 2, 3] }));
    expect(greedy.sweep.groups).toEqual([{ columns: [0, 1, 2], aligned: true }]);
    expect(greedy.sweep.columns.map(({ usage }) => usage.policyEvaluatedTokens > 0)).toEqual([
      true,
      false,
      false,
    ]);
    const axes = { temperatures: [0, 0.9], seeds: [1, 2], maxima: [5, 9] };
    const sampled = await swept(randomModel(7), sweepColumns(toyRequest({}), axes));
    expect(sampled.sweep.groups).toEqual([
      { columns: [0, 1, 4, 5], aligned: true },
      { columns: [2, 6], aligned: true },
      { columns: [3, 7], aligned: true },
    ]);
  });

  it('runs every column alone where the engine does not sample by position, and says that they are not aligned', async () => {
    const model = { ...randomModel(7), samplesByPosition: false };
    const base = toyRequest({}, { sampler: { ...GREEDY, temperature: 0.8 } });
    const { sweep, batches } = await swept(model, sweepColumns(base, { maxima: [5, 9] }));
    expect(sweep.groups).toEqual([
      { columns: [0], aligned: false },
      { columns: [1], aligned: false },
    ]);
    expect(batches.filter((ids) => ids.length === 4 && ids[2] === think)).toHaveLength(2);
    const greedy = await swept(model, sweepColumns(toyRequest({}), { maxima: [5, 9] }));
    expect(greedy.sweep.groups).toEqual([{ columns: [0, 1], aligned: true }]);
  });

  it('links its columns, and calls the same sweep the same', async () => {
    const columns = sweepColumns(toyRequest({}), { maxima: [5, 9] });
    const { sweep } = await swept(randomModel(1), columns);
    expect(sweep.columns.map((trace) => trace.sweep)).toEqual([
      { id: sweep.id, column: 0, columns: 2 },
      { id: sweep.id, column: 1, columns: 2 },
    ]);
    expect((await swept(randomModel(1), columns)).sweep.id).toBe(sweep.id);
    expect((await swept(randomModel(1), columns.slice(1))).sweep.id).not.toBe(sweep.id);
  });

  it('writes traces that are read back as they are', async () => {
    const { sweep } = await swept(
      randomModel(2),
      sweepColumns(toyRequest({}), { maxima: [3, 9], waits: [0, 2] }),
    );
    for (const trace of sweep.columns) {
      const { trace: read, readOnly } = parseTrace(new TextEncoder().encode(stringifyTrace(trace)));
      expect(read).toEqual(trace);
      expect(readOnly).toBeNull();
    }
  });
});

describe('a sweep that breaks off', () => {
  /** Breaks off at some point of a random sweep, and looks at what is left. */
  const expectKept = async (
    salt: number,
    columns: readonly RunRequest[],
    { sweep, folded, done }: Swept,
  ): Promise<void> => {
    for (const [i, request] of columns.entries()) {
      const trace = sweep.columns[i] as Trace;
      if (trace.prompt !== null) expect(folded[i]).toEqual(trace);
      const own = await alone(hardModel(salt), request);
      expect(findInconsistency(trace)).toBeNull();
      if (done.includes(i)) expect(said(trace)).toEqual(said(own));
      else if (trace.prompt === null) expect(trace.tokens.id).toEqual([]);
      else {
        expect([trace.finish.thinking, trace.finish.answer]).toContain('abort');
        // A cut at its end may have left a character or a delimiter open.
        const shared = Math.max(0, trace.tokens.id.length - UNDECIDED);
        expect(trace.tokens.id.slice(0, shared)).toEqual(own.tokens.id.slice(0, shared));
        expect(trace.steps.at(-1)?.end ?? 0).toBe(trace.thinking.end);
      }
    }
  };
  const UNDECIDED = 8;

  it(
    'keeps complete columns, and what the others have, wherever it is cancelled',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(), anyColumns, fc.nat(120), async (salt, columns, after) => {
          const stop = new AbortController();
          let events = 0;
          const emit = (): void => {
            if (++events > after) stop.abort();
          };
          const model = { ...hardModel(salt), onEvaluate: emit };
          await expectKept(salt, columns, await swept(model, columns, { signal: stop.signal }));
        }),
        { numRuns: 100 },
      );
    },
  );

  it('keeps them wherever the engine fails, and says why', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), anyColumns, fc.nat(80), async (salt, columns, after) => {
        let batches = 0;
        const onEvaluate = (): void => {
          if (++batches > after) throw new Error('the GPU is gone');
        };
        const result = await swept({ ...hardModel(salt), onEvaluate }, columns);
        await expectKept(salt, columns, result);
        const whole = result.done.length === columns.length;
        expect(result.sweep.failure?.message).toBe(whole ? undefined : 'the GPU is gone');
        const failed = result.sweep.columns.filter(
          (trace, i) => trace.prompt !== null && !result.done.includes(i),
        );
        for (const { failure } of failed) expect(failure?.message).toBe('the GPU is gone');
      }),
      { numRuns: 100 },
    );
  });
});

describe('a scored sweep', () => {
  const steps = toyModel((ids) => {
    if (ids.includes(endThink)) return ids.at(-1) === seven ? eos : seven;
    return ids.at(-1) === a ? newline : ids.filter((id) => id === a).length < 6 ? a : endThink;
  });

  it('scores steps that columns share once, and those that a budget cuts for themselves', async () => {
    const scorer = heldScorer();
    scorer.release();
    const columns = sweepColumns(toyRequest({}), { maxima: [3, 4, 7, 40] });
    const { sweep } = await swept(steps, columns, { scorer });
    // Cut at 3, the second step is an `a`; at 4 it is whole.
    expect(scorer.asked).toEqual(['a\n', 'a', 'a\n', 'a\n', 'a', 'a\n', 'a\n']);
    expect(scorer.sessions).toEqual({ opened: 1, closed: 1 });
    expect(sweep.columns.map((trace) => trace.steps.map(({ end, score }) => [end, score]))).toEqual([
      [2, 3].map((at) => [at, 0.5]),
      [2, 4].map((at) => [at, 0.5]),
      [2, 4, 6, 7].map((at) => [at, 0.5]),
      [2, 4, 6, 8, 10].map((at) => [at, 0.5]),
    ]);
    expect(sweep.usage.scorerEvaluatedTokens).toBe(scorer.asked.join('').length);
  });

  it('goes on without a scorer that fails, and says so once in every column', async () => {
    const scorer = heldScorer({ failAt: 2 });
    scorer.release();
    const { sweep } = await swept(steps, sweepColumns(toyRequest({}), { maxima: [2, 5, 9] }), { scorer });
    expect(sweep.columns.map(({ warnings }) => warnings)).toEqual([
      [],
      ['Steps are no longer scored: the scorer is gone'],
      ['Steps are no longer scored: the scorer is gone'],
    ]);
    expect(sweep.columns.map(({ finish }) => finish.answer)).toEqual(['stop', 'stop', 'stop']);
  });
});

describe('bad input of a sweep', () => {
  const run = (columns: RunRequest[], more: Partial<SweepOptions> = {}, model = randomModel(1)) =>
    swept(model, columns, more);

  it('is refused before anything is evaluated', async () => {
    const onEvaluate = (): void => {
      throw new Error('evaluated');
    };
    const model = { ...randomModel(1), onEvaluate, trainContextSize: 60 };
    const tried = async (axes: SweepAxes, more: Partial<SweepOptions> = {}): Promise<string> =>
      run(sweepColumns(toyRequest({}), axes), more, model).then(
        () => 'done',
        (error: Error) => error.message,
      );
    expect(await tried({ maxima: [] })).toBe('A sweep needs at least one budget.');
    expect(await tried({ maxima: [8, 0] })).toMatch(/maximum of thinking tokens is "0"/);
    expect(await tried({ maxima: [8, -1] })).toMatch(/maximum of thinking tokens is "-1"/);
    expect(await tried({ maxima: [8, 1.5] })).toMatch(/maximum of thinking tokens is "1.5"/);
    expect(await tried({ maxima: [8, 4, 8] })).toMatch(/has a column twice: maximum 8, waits 0/);
    expect(await tried({ waits: [NaN] })).toMatch(/number of waits is "NaN"/);
    expect(await tried({ maxima: [8, 64] })).toMatch(
      /needs a context of \d+ tokens \(question 4, thinking 64/,
    );
    expect(await tried({}, { question: { text: ' ', expected: null } })).toMatch(/question is empty/);
  });

  it('does not make more columns than it may have', () => {
    const many = Array.from({ length: 40 }, (_, i) => i + 1);
    expect(() => sweepColumns(toyRequest({}), { maxima: many, seeds: many })).toThrow(
      /at most 256 columns, and this one would have 1600/,
    );
  });
});
