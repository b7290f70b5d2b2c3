import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WaitpointError } from '../../../src/core/errors';
import { right } from '../../../src/core/grade/verdict';
import { decodeAlone } from '../../../src/core/evaluation/decodeRequests';
import type { EvaluationEvent } from '../../../src/core/evaluation/runEvaluation';
import { parseTrace, stringifyTrace } from '../../../src/core/trace/traceFile';
import type { Trace } from '../../../src/core/trace/trace';
import { randomModel, TOY, toyModel } from '../../support/toyModel';
import { gradeVerbatim, evaluateToy, MemoryStore, questions, settings, type ToyEvaluation } from './support';

const EVERY_METHOD = settings({
  methods: [
    'budget-forcing',
    'none',
    'rejection-sampling',
    'majority@3',
    'continuation:none',
    'continuation:Hmm',
    'adaptive-waits',
    'difficulty-waits',
    'difficulty-waits-oracle',
  ],
});
/** Cells of EVERY_METHOD: budgets × waits 4, none 1, rejection 2, majority 2, strings 2 × 2, adaptive 2, difficulty 2 × 2. */
const CELLS = 4 + 1 + 2 + 2 + 4 + 2 + 4;

const named = ({ rows }: ToyEvaluation): string[] =>
  rows.map(({ line, method, budget, waits }) => `${line} ${method} ${budget} ${waits}`);

/** Traces that are not the same in both; what was evaluated for one depends on what it was decoded with. */
function differing(one: ToyEvaluation, other: ToyEvaluation): string[] {
  const traceOf = ({ store }: ToyEvaluation, path: string): string => {
    const trace = JSON.parse(store.traces.get(path) ?? 'null') as Trace | null;
    return JSON.stringify(trace && { ...trace, usage: { ...trace.usage, policyEvaluatedTokens: 0 } });
  };
  const paths = [...new Set([...one.store.traces.keys(), ...other.store.traces.keys()])];
  return paths.filter((path) => traceOf(one, path) !== traceOf(other, path));
}

test('what cells share is decoded once, and gives what each gives alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1000 }), async (salt) => {
      const shared = await evaluateToy(randomModel(salt), { settings: EVERY_METHOD });
      const alone = await evaluateToy(randomModel(salt), { settings: EVERY_METHOD, decode: decodeAlone });
      expect(shared.rows).toEqual(alone.rows);
      expect(differing(shared, alone)).toEqual([]);
      expect(shared.batches).toBeLessThan(alone.batches);
    }),
    { numRuns: 15 },
  );
}, 60_000);

test('every question has a row in every cell, in the order asked for, with its trace', async () => {
  const evaluated = await evaluateToy(randomModel(1), { settings: EVERY_METHOD });
  expect(evaluated.complete).toBe(true);
  expect(evaluated.rows).toHaveLength(2 * CELLS);
  expect(named(evaluated).slice(0, 6)).toEqual([
    '1 budget-forcing 4 0',
    '1 budget-forcing 4 2',
    '1 budget-forcing 12 0',
    '1 budget-forcing 12 2',
    '1 none null null',
    '1 rejection-sampling 4 null',
  ]);
  expect(evaluated.rows.map(({ line }) => line)).toEqual([
    ...Array<number>(CELLS).fill(1),
    ...Array<number>(CELLS).fill(2),
  ]);
  expect(evaluated.store.results).toBe(evaluated.rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  expect(new Set(evaluated.rows.map(({ trace }) => trace)).size).toBe(2 * CELLS);
  for (const row of evaluated.rows) {
    const saved = JSON.parse(evaluated.store.traces.get(row.trace) ?? '') as Trace;
    const { trace } = parseTrace(new TextEncoder().encode(stringifyTrace(saved)));
    expect(trace.question.expected).toBe('7');
    const { extracted = null } = trace.answer ?? {};
    expect(trace.grades.map(({ by, answer }) => [by, answer])).toEqual(
      extracted === null ? [] : [['grader', extracted]],
    );
    if (row.attempts.length === 0) expect(trace.usage.thinkingTokens).toBe(row.thinkingTokens);
    if (row.budget !== null && row.inControl)
      expect(trace.usage.thinkingTokens).toBeLessThanOrEqual(row.budget);
  }
});

test('a crash anywhere, any number of times, then going on: as if nothing had happened', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 4 }),
      async (salt, crashes) => {
        const model = randomModel(salt);
        const whole = await evaluateToy(model, { settings: EVERY_METHOD });
        let store = new MemoryStore();
        for (const crashAt of crashes) {
          store = store.reopened(crashAt);
          const finished = (await store.readResults()).length;
          const crashed = await evaluateToy(model, { settings: EVERY_METHOD, store }).catch(
            (error: unknown) => {
              expect((error as WaitpointError).code).toBe('writeFailed');
              return null;
            },
          );
          // Nothing that was finished is lost.
          const kept = (await store.reopened().readResults()).length;
          expect(kept).toBeGreaterThanOrEqual(finished);
          if (crashed) expect(crashed.rows).toEqual(whole.rows);
        }
        const resumed = await evaluateToy(model, { settings: EVERY_METHOD, store: store.reopened() });
        expect(resumed.rows).toEqual(whole.rows);
        expect(resumed.store.results).toBe(whole.store.results);
        expect(differing(resumed, whole)).toEqual([]);
      },
    ),
    { numRuns: 15 },
  );
}, 60_000);

test('finished rows are never run again', async () => {
  const whole = await evaluateToy(randomModel(2), { settings: EVERY_METHOD });
  const again = await evaluateToy(randomModel(2), { settings: EVERY_METHOD, store: whole.store.reopened() });
  expect(again.batches).toBe(0);
  expect(again.events.map(({ type }) => type)).toEqual(['begin']);
  expect(again.events[0]).toMatchObject({ done: 2 * CELLS, total: 2 * CELLS });
  expect(again.rows).toEqual(whole.rows);
});

test('a stop keeps what is finished and drops what is not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 * CELLS - 1 }), async (after) => {
      const abort = new AbortController();
      const events: EvaluationEvent[] = [];
      const emit = (event: EvaluationEvent): void => {
        events.push(event);
        if (event.type === 'row' && event.done === after) abort.abort();
      };
      const stopped = await evaluateToy(randomModel(3), {
        settings: EVERY_METHOD,
        emit,
        signal: abort.signal,
      });
      expect(stopped.complete).toBe(false);
      // Cells that share a run are finished with it.
      expect(stopped.rows.length).toBeGreaterThanOrEqual(after);
      expect(await stopped.store.readResults()).toHaveLength(stopped.rows.length);
      const whole = await evaluateToy(randomModel(3), { settings: EVERY_METHOD });
      const resumed = await evaluateToy(randomModel(3), {
        settings: EVERY_METHOD,
        store: stopped.store.reopened(),
      });
      expect(resumed.rows).toEqual(whole.rows);
    }),
    { numRuns: 15 },
  );
}, 60_000);

test('a stop in mid-run leaves no row of the run', async () => {
  const abort = new AbortController();
  let evaluations = 0;
  const model = randomModel(4, { onEvaluate: () => void (++evaluations === 30 && abort.abort()) });
  const stopped = await evaluateToy(model, { signal: abort.signal });
  expect(stopped.complete).toBe(false);
  for (const row of stopped.rows) {
    const trace = JSON.parse(stopped.store.traces.get(row.trace) ?? '') as Trace;
    expect(trace.finish.answer).not.toBe('abort');
  }
});

test('an engine that fails ends the evaluation, and the same call goes on', async () => {
  let evaluations = 0;
  const failing = randomModel(5, {
    onEvaluate: () => {
      if (++evaluations === 40) throw new WaitpointError('engineFailed', 'The engine died.');
    },
  });
  const store = new MemoryStore();
  await expect(evaluateToy(failing, { store })).rejects.toMatchObject({
    code: 'engineFailed',
    message: 'The engine died.',
  });
  expect((await store.readResults()).length).toBeGreaterThan(0);
  const resumed = await evaluateToy(randomModel(5), { store: store.reopened() });
  expect(resumed.rows).toEqual((await evaluateToy(randomModel(5))).rows);
});

test('the same seed gives the same results, and another seed others where something is sampled', async () => {
  const sampling = (seed: number) => {
    const { request } = EVERY_METHOD;
    return { ...EVERY_METHOD, request: { ...request, sampler: { ...request.sampler, seed } } };
  };
  const [one, same, other] = await Promise.all(
    [7, 7, 8].map((seed) => evaluateToy(randomModel(6), { settings: sampling(seed) })),
  );
  expect(same?.store.results).toBe(one?.store.results);
  const attempts = (evaluated?: ToyEvaluation) => evaluated?.rows.map((row) => row.attempts);
  expect(attempts(other)).not.toEqual(attempts(one));
});

test('samples of different questions draw different random numbers', async () => {
  const { rows } = await evaluateToy(randomModel(6), {
    settings: settings({ methods: ['majority@3'], budgets: [4] }),
  });
  const seeds = rows.flatMap(({ attempts }) => attempts.map(({ seed }) => seed));
  expect(new Set(seeds).size).toBe(6);
});

test('an engine that dies of the stop itself is a stop', async () => {
  const abort = new AbortController();
  let evaluations = 0;
  const dying = randomModel(5, {
    onEvaluate: () => {
      if (++evaluations < 40) return;
      abort.abort();
      throw new WaitpointError('engineFailed', 'The engine died.');
    },
  });
  const { complete, rows } = await evaluateToy(dying, { signal: abort.signal });
  expect(complete).toBe(false);
  expect(rows.length).toBeGreaterThan(0);
});

test("a question's results hang on the question alone, not on its place in the dataset", async () => {
  const both = await evaluateToy(randomModel(7), { settings: EVERY_METHOD, rows: questions('a', 'b') });
  const turned = await evaluateToy(randomModel(7), { settings: EVERY_METHOD, rows: questions('b', 'a') });
  const of = (evaluated: ToyEvaluation) => {
    const rows = evaluated.rows.map((row) => ({ ...row, line: 0 }));
    return rows.sort((x, y) => x.trace.localeCompare(y.trace));
  };
  expect(of(turned)).toEqual(of(both));
});

test('cells that ask for the same run share it', async () => {
  const asked: number[] = [];
  const counted: typeof decodeAlone = (context, text, requests, done) => {
    asked.push(requests.length);
    return decodeAlone(context, text, requests, done);
  };
  const { rows } = await evaluateToy(randomModel(8), {
    settings: settings({ methods: ['budget-forcing', 'continuation:Wait'], waits: [2] }),
    rows: questions('a'),
    decode: counted,
  });
  expect(rows).toHaveLength(4);
  expect(asked).toEqual([2]);
});

test('methods that draw the same samples draw them once', async () => {
  let runs = 0;
  const counted: typeof decodeAlone = (context, text, requests, done) => {
    runs += requests.length;
    return decodeAlone(context, text, requests, done);
  };
  await evaluateToy(randomModel(8), {
    settings: settings({ methods: ['majority@2', 'majority@4'], budgets: [4] }),
    rows: questions('a'),
    decode: counted,
  });
  expect(runs).toBe(4);
});

test.each<[string, Parameters<typeof evaluateToy>[1], RegExp]>([
  [
    'a question more',
    { rows: questions('a', 'b', '?') },
    /The store holds another evaluation\. Changed since it began: the dataset: 1 row added \(line 3, "\?"\)/,
  ],
  ['a question less', { rows: questions('a') }, /1 row removed \(line 2 of before, "b"\)/],
  [
    'another answer',
    { rows: questions('a', 'b').map((row) => ({ ...row, answer: '8' })) },
    /2 rows changed \(line 1, answer "7" to "8"; /,
  ],
  ['other budgets', { settings: settings({ budgets: [4, 13] }) }, /settings\.budgets \[4,12\] to \[4,13\]/],
  [
    'another seed',
    {
      settings: settings({
        request: { ...settings().request, sampler: { ...settings().request.sampler, seed: 1 } },
      }),
    },
    /settings\.request\.sampler\.seed 0 to 1/,
  ],
  [
    'other methods',
    { settings: settings({ methods: ['none'] }) },
    /settings\.methods \["budget-forcing"\] to \["none"\]/,
  ],
])('%s is refused, and nothing is run or written', async (_, options, message) => {
  const { store } = await evaluateToy(randomModel(9));
  const reopened = store.reopened();
  await expect(evaluateToy(randomModel(9), { ...options, store: reopened })).rejects.toThrow(message);
  expect(reopened.results).toBe(store.results);
  expect(reopened.record).toBe(store.record);
});

test('another model and another scorer are refused', async () => {
  const { store } = await evaluateToy(randomModel(9));
  await expect(evaluateToy(randomModel(9, { name: 'other' }), { store: store.reopened() })).rejects.toThrow(
    /model\.name "scripted" to "other"/,
  );
  const { model } = (await store.readRecord())?.record ?? {};
  const scorer = {
    identity: { ...model, protocol: 'step-tag' },
    open: () => Promise.reject(new Error('not opened')),
    dispose: async () => {},
  } as unknown as NonNullable<NonNullable<Parameters<typeof evaluateToy>[1]>['scorer']>;
  await expect(evaluateToy(randomModel(9), { store: store.reopened(), scorer })).rejects.toThrow(
    /scorer null to \{"name":"scripted"/,
  );
});

test('bad settings are refused before anything is written', async () => {
  const refused = async (more: Parameters<typeof settings>[0], message: RegExp) => {
    const store = new MemoryStore();
    await expect(evaluateToy(randomModel(1), { store, settings: settings(more) })).rejects.toThrow(message);
    expect(store.record).toBeNull();
  };
  await refused({ budgets: [12, 4] }, /The budgets are out of order: 4 stands behind 12/);
  await refused({ budgets: [4, 4] }, /out of order: 4 stands behind 4/);
  await refused({ budgets: [4, 21] }, /maximum of 20 thinking tokens is below the budget of 21/);
  await refused(
    { request: settings({}, { minThinkingTokens: 5 }).request },
    /minimum of 5 thinking tokens is above the maximum of 4/,
  );
  await refused({ waits: [1, 0, 1] }, /waits 1 is there twice/);
  await refused({ methods: ['none', 'none'] }, /method "none" is there twice/);
  await refused({ methods: ['best-of-n'] }, /no method "best-of-n"\. There are budget-forcing, none, /);
  await refused({ methods: ['majority@0'] }, /no method "majority@0"/);
  await refused({ methods: ['continuation:Hmm'], waits: [0] }, /needs a number of waits above 0/);
});

test('progress tells how much is done, and how long the rest takes', async () => {
  let clock = 0;
  const { events } = await evaluateToy(
    toyModel(() => TOY.endThink),
    {
      settings: settings({ budgets: [4], waits: [0], methods: ['budget-forcing', 'none'] }),
      rows: questions('a', 'b', '?'),
      // Every row takes ten clock ticks more than the one before.
      now: () => (clock += 10),
    },
  );
  expect(events.map(({ type }) => type)).toEqual([
    'begin',
    ...['a', 'b', '?'].flatMap(() => ['question', 'row', 'row']),
  ]);
  const rows = events.flatMap((event) => (event.type === 'row' ? [event] : []));
  expect(rows.map(({ done, total }) => `${done}/${total}`)).toEqual([
    '1/6',
    '2/6',
    '3/6',
    '4/6',
    '5/6',
    '6/6',
  ]);
  const [first] = rows;
  // One of its cell is done: two more, and three of the other cell, which takes as long as far as is known.
  expect(first?.remainingMs).toBe(5 * (first?.row.timeMs ?? NaN));
  expect(rows.at(-1)?.remainingMs).toBe(0);
});

test('the grader decides what is right, and says why', async () => {
  const { rows } = await evaluateToy(
    toyModel((ids) => (ids.includes(TOY.endThink) ? TOY.seven : TOY.endThink)),
    {
      rows: questions('a'),
      settings: settings({ budgets: [4], waits: [0] }, { maxAnswerTokens: 1 }),
      grade: async (answer, expected) => right('formula', `${answer} is ${expected}`),
    },
  );
  expect(rows).toMatchObject([{ answer: '7', correct: true, verdict: 'formula', reason: '7 is 7' }]);
  const silent = await evaluateToy(
    toyModel((ids) => (ids.includes(TOY.endThink) ? TOY.eos : TOY.endThink)),
    {
      rows: questions('a'),
      settings: settings({ budgets: [4], waits: [0] }),
      grade: gradeVerbatim,
    },
  );
  expect(silent.rows).toMatchObject([
    { answer: null, correct: false, verdict: 'missing', reason: 'there is no answer' },
  ]);
});

test('questions at once give what they give one after the other, also after a crash', async () => {
  const rows = questions('a', 'b', 'ab', 'ba', 'aa');
  const options = { settings: EVERY_METHOD, rows };
  const one = await evaluateToy(randomModel(7), options);
  const atOnce = await evaluateToy(randomModel(7), { ...options, concurrency: 3 });
  expect(atOnce.rows).toEqual(one.rows);
  expect(atOnce.store.results).toBe(one.store.results);
  expect(differing(atOnce, one)).toEqual([]);

  let store = new MemoryStore(25);
  await expect(evaluateToy(randomModel(7), { ...options, concurrency: 3, store })).rejects.toThrow(
    'disk is full',
  );
  store = store.reopened();
  const resumed = await evaluateToy(randomModel(7), { ...options, concurrency: 2, store });
  expect(resumed.events[0]).toMatchObject({ type: 'begin', done: expect.any(Number) as number });
  expect(resumed.rows).toEqual(one.rows);
  expect(resumed.store.results).toBe(one.store.results);
});
