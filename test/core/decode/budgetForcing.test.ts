import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runTrace } from '../../../src/core/runTrace';
import { draftTrace, textOf, type Trace } from '../../../src/core/trace/trace';
import { applyEvent, type TraceEvent } from '../../../src/core/trace/traceEvent';
import { scriptedEngine } from '../../../src/engines/scripted/scriptedEngine';
import { CREATED_AT, runToy, toyRequest } from '../../support/runToy';
import { lines, randomModel, TOY, toyModel } from '../../support/toyModel';

const { a, b, endThink, eos, newline, seven, wait, finalAnswer, e1, e2, hmm, lt, end, gt, turn, answer } =
  TOY;

const thinkingIds = (trace: Trace): number[] =>
  trace.tokens.id.slice(trace.thinking.start, trace.thinking.end);

describe('budget forcing', () => {
  it('takes a natural end, then the answer up to the end of generation', async () => {
    const { trace } = await runToy(toyModel(lines([a, b, newline, endThink], [seven])), toyRequest({}));
    expect(thinkingIds(trace)).toEqual([a, b, newline]);
    expect(trace.tokens.id).toEqual([a, b, newline, endThink, seven]);
    expect(trace.tokens.provenance).toEqual(['model', 'model', 'model', 'model', 'model']);
    expect(trace.answer).toEqual({ start: 4, end: 5, text: '7', extracted: '7' });
    expect(trace.finish).toEqual({ thinking: 'end', answer: 'stop' });
    expect(trace.interventions).toEqual([]);
    expect(trace.usage).toMatchObject({ thinkingTokens: 3, answerTokens: 1 });
  });

  it('cuts at the maximum with the end delimiter and the answer prefix, which count as neither part', async () => {
    const { trace } = await runToy(
      toyModel(() => a),
      toyRequest({ maxThinkingTokens: 3, maxAnswerTokens: 2 }),
    );
    expect(trace.tokens.id).toEqual([a, a, a, endThink, newline, finalAnswer, a, a]);
    expect(trace.tokens.provenance.slice(3, 6)).toEqual(['forced', 'forced', 'forced']);
    expect(trace.interventions).toEqual([
      { kind: 'end', at: 3, text: '</think>\nFinal Answer:', suppressedProb: null },
    ]);
    expect(trace.answer).toMatchObject({ start: 4, end: 8, text: '\nFinal Answer:aa', extracted: 'aa' });
    expect(trace.finish).toEqual({ thinking: 'budget', answer: 'limit' });
    expect(trace.usage).toMatchObject({ thinkingTokens: 3, answerTokens: 2 });
  });

  it('refuses the end as often as waits are asked for, and records its probability', async () => {
    const model = toyModel(lines([a, endThink, b, endThink, a, endThink], [seven]));
    const { trace } = await runToy(model, toyRequest({ waits: 2 }));
    // The script is by position: each refused end is replaced by the forced "Wait".
    expect(thinkingIds(trace)).toEqual([a, wait, b, wait, a]);
    expect(trace.tokens.provenance).toEqual([
      'model',
      'forced',
      'model',
      'forced',
      'model',
      'model',
      'model',
    ]);
    expect(trace.interventions).toEqual([
      { kind: 'wait', at: 1, text: 'Wait', suppressedProb: 0.9 },
      { kind: 'wait', at: 3, text: 'Wait', suppressedProb: 0.9 },
    ]);
    // What the model thought of the forced token: a share of the rest.
    expect(trace.tokens.prob[1]).toBeCloseTo(0.1 / 20, 6);
  });

  it('waits below the minimum, however often the end is picked', async () => {
    const { trace } = await runToy(
      toyModel((ids) => (ids.at(-1) === wait ? a : endThink)),
      toyRequest({ minThinkingTokens: 5 }),
    );
    expect(thinkingIds(trace)).toEqual([wait, a, wait, a, wait, a]);
    expect(trace.finish.thinking).toBe('end');
  });

  it('cycles continuation strings', async () => {
    const model = toyModel((ids) => (ids.at(-1) === a ? endThink : a));
    const { trace } = await runToy(model, toyRequest({ waits: 3 }, { continuation: ['Wait', 'Hmm'] }));
    expect(thinkingIds(trace)).toEqual([a, wait, a, hmm, a, wait, a]);
  });

  it('only suppresses the end for one token when there is no continuation', async () => {
    const model = toyModel((ids) => (ids.length % 3 === 0 ? endThink : a));
    const { trace } = await runToy(model, toyRequest({ waits: 2 }, { continuation: [] }));
    expect(trace.tokens.provenance).not.toContain('forced');
    expect(trace.interventions.map(({ kind, text, suppressedProb }) => [kind, text, suppressedProb])).toEqual(
      [
        ['wait', '', 0.9],
        ['wait', '', 0.9],
      ],
    );
    // The token that comes instead is the best of the others, with its undistorted probability.
    const [first] = trace.interventions;
    expect(trace.tokens.prob[first?.at ?? 0]).toBeCloseTo(0.1 / 20, 6);
  });

  it('does not insert a wait that fits only in part, and says so', async () => {
    const model = toyModel((ids) => (ids.at(-1) === a ? endThink : a));
    const request = toyRequest({ waits: 9, maxThinkingTokens: 5 }, { continuation: ['WaitHmm'] });
    const { trace } = await runToy(model, request);
    expect(thinkingIds(trace)).toEqual([a, wait, hmm, a]);
    expect(trace.finish.thinking).toBe('end');
    expect(trace.warnings).toEqual([
      'Thinking ended at 4 tokens after 1 of 9 waits: the next continuation does not fit below the maximum of 5.',
    ]);
  });

  it('inserts a wait that fits exactly, and then cuts', async () => {
    const model = toyModel((ids) => (ids.at(-1) === a ? endThink : a));
    const { trace } = await runToy(model, toyRequest({ waits: 9, maxThinkingTokens: 4 }));
    expect(thinkingIds(trace)).toEqual([a, wait, a, wait]);
    expect(trace.finish.thinking).toBe('budget');
  });

  it('forces the end when the model ends the generation inside its thinking', async () => {
    const { trace } = await runToy(toyModel(lines([a, eos, newline, seven])), toyRequest({}));
    expect(trace.tokens.id).toEqual([a, endThink, newline, seven]);
    expect(trace.interventions).toEqual([{ kind: 'end', at: 1, text: '</think>', suppressedProb: 0.9 }]);
    expect(trace.finish.thinking).toBe('stop');
  });

  it('keeps a second end of thinking as part of the answer', async () => {
    const { trace } = await runToy(toyModel(lines([a, endThink, endThink, seven])), toyRequest({}));
    expect(trace.answer).toMatchObject({ start: 2, text: '</think>7', extracted: '7' });
  });

  it('gives the text of a character that is split over tokens to the token that completes it', async () => {
    const { trace } = await runToy(toyModel(lines([a, e1, e2, b, endThink], [seven])), toyRequest({}));
    expect(trace.tokens.text.slice(0, 4)).toEqual(['a', '', 'é', 'b']);
  });

  it('shows a character that the budget cuts as a replacement character', async () => {
    const { trace } = await runToy(toyModel(lines([a, e1, e2])), toyRequest({ maxThinkingTokens: 2 }));
    expect(textOf(trace, 0, 2)).toBe('a\uFFFD');
    expect(thinkingIds(trace)).toEqual([a, e1]);
  });

  it('does not keep the beginning of a delimiter that the budget cuts', async () => {
    const generic = toyRequest(
      { maxThinkingTokens: 3 },
      { preset: 'generic', delimiters: { start: '<think>\n', end: '<end>' }, answerPrefix: '' },
    );
    const { trace } = await runToy(toyModel(lines([a, lt, end, gt])), generic);
    expect(thinkingIds(trace)).toEqual([a]);
    expect(trace.finish.thinking).toBe('budget');
    expect(trace.tokens.id.slice(1, 4)).toEqual([lt, end, gt]);
  });

  it('shows nothing of a delimiter that is a text, and takes it back when it is refused', async () => {
    const generic = toyRequest(
      { waits: 1 },
      { preset: 'generic', delimiters: { start: '<think>', end: '<end>' }, answerPrefix: '' },
    );
    const model = toyModel((ids) => {
      const last = ids.at(-1);
      if (last === lt) return end;
      if (last === end) return gt;
      if (last === gt) return seven;
      if (last === seven) return eos;
      return last === a ? lt : a;
    });
    const { trace, events } = await runToy(model, generic);
    expect(trace.tokens.id).toEqual([a, wait, a, lt, end, gt, seven]);
    expect(trace.thinking).toEqual({ start: 0, end: 3 });
    expect(trace.interventions[0]?.suppressedProb).toBeCloseTo(0.9 ** 3, 4);
    const shown = events.flatMap((event) => (event.type === 'tokens' ? event.tokens.id : []));
    expect(shown).toEqual(trace.tokens.id);
  });

  it('s1-eval: completes a natural end to the answer turn, and never ends a round with its first token', async () => {
    const model = toyModel((ids) => (ids.at(-1) === answer ? seven : ids.at(-1) === seven ? eos : turn));
    const { trace } = await runToy(model, toyRequest({ waits: 1 }, { preset: 's1-eval' }));
    const text = textOf(trace, 0, trace.tokens.id.length);
    expect(text).toBe('<think>Wait<think><|im_start|>answer7');
    expect(trace.tokens.provenance.slice(-3)).toEqual(['model', 'forced', 'model']);
    expect(trace.answer?.text).toBe('7');
  });

  it('s1-eval: a cut adds a newline unless there is one, and the answer prefix', async () => {
    const cut = async (next: number): Promise<string> => {
      const { trace } = await runToy(
        toyModel(() => next),
        toyRequest({ maxThinkingTokens: 1, maxAnswerTokens: 1 }, { preset: 's1-eval' }),
      );
      return textOf(trace, 0, 5);
    };
    expect(await cut(a)).toBe('a\n<|im_start|>answer\n');
    expect(await cut(newline)).toBe('\n<|im_start|>answer\nFinal Answer:');
  });

  it('refuses a minimum above the maximum before it evaluates anything', async () => {
    const engine = scriptedEngine(toyModel(() => a));
    const trace = draftTrace('a', toyRequest({ minThinkingTokens: 41 }), CREATED_AT);
    await expect(runTrace({ engine, scorer: null, trace, emit: () => {}, now: () => 0 })).rejects.toThrow(
      /minimum of 41 thinking tokens is above the maximum of 40/,
    );
    expect(engine.batches).toEqual([]);
  });

  it('says which delimiter a model lacks', async () => {
    const model = toyModel(() => a, {
      vocabulary: ['x', 'y', 'a', '<', '/', 't', 'h', 'i', 'n', 'k', '>'],
      special: [],
    });
    await expect(runToy(model, toyRequest({}))).rejects.toMatchObject({
      code: 'delimiterMissing',
      message: expect.stringContaining('"<think>"') as string,
    });
  });

  it('says the needed context when the model has less', async () => {
    const model = toyModel(() => a, { trainContextSize: 20 });
    await expect(runToy(model, toyRequest({}))).rejects.toMatchObject({
      code: 'contextTooSmall',
      message: expect.stringMatching(/context of \d+ tokens .*only 20 are available/) as string,
    });
  });

  it('does not let a question end the thinking', async () => {
    const engine = scriptedEngine(
      toyModel(() => eos, { vocabulary: [...toyModel(() => a).vocabulary, '/', 't', 'h', 'i', 'n', 'k'] }),
    );
    const trace = draftTrace('a</think>b', toyRequest({}), CREATED_AT);
    const run = await runTrace({ engine, scorer: null, trace, emit: () => {}, now: () => 0 });
    expect(run.prompt?.ids).not.toContain(endThink);
    expect(run.prompt?.text).toBe('a</think>b\n<think>\n');
  });
});

const anyBudget = fc.record({
  minThinkingTokens: fc.nat(12),
  maxThinkingTokens: fc.integer({ min: 12, max: 30 }),
  waits: fc.nat(4),
});
const anyContinuation = fc.constantFrom<string[]>([], ['Wait'], ['Wait', 'Hmm'], ['WaitHmm']);
const anyPreset = fc.constantFrom('think-tags', 's1-eval', 's1-readme', 'generic');
const anyRequest = fc
  .record({
    budget: anyBudget,
    continuation: anyContinuation,
    preset: anyPreset,
    temperature: fc.constantFrom(0, 0.8),
    // One token, several tokens, a character split over tokens, a run of one token.
    end: fc.constantFrom('<', '<end>', 'é', '\n\n'),
  })
  .map(({ budget, continuation, preset, temperature, end }) =>
    toyRequest(budget, {
      continuation,
      preset,
      delimiters: preset === 'generic' ? { start: '<think>', end } : null,
      answerPrefix: preset === 'generic' ? '' : null,
      sampler: { temperature, topK: 0, topP: 1, minP: 0, repeatPenalty: 1, seed: 7 },
    }),
  );

describe('budget forcing, for any model and budget', () => {
  it('keeps to the maximum, in every preset, and accounts for every token', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), anyRequest, async (salt, request) => {
        const { trace, events } = await runToy(randomModel(salt), request);
        const { budget } = request;
        expect(thinkingIds(trace).length).toBeLessThanOrEqual(budget.maxThinkingTokens);
        expect(trace.usage.thinkingTokens).toBe(thinkingIds(trace).length);
        if (trace.finish.thinking !== 'budget' && trace.warnings.length === 0) {
          expect(thinkingIds(trace).length).toBeGreaterThanOrEqual(budget.minThinkingTokens);
        }
        for (const { kind, at, text } of trace.interventions) {
          if (kind === 'wait' && text !== '') expect(trace.tokens.provenance[at]).toBe('forced');
        }
        const steps = trace.steps.map(({ start, end: stop }) => [start, stop]).flat();
        expect(steps).toEqual([...steps].sort((x, y) => x - y));
        if (trace.thinking.end > 0) expect([steps[0], steps.at(-1)]).toEqual([0, trace.thinking.end]);
        // The events alone add up to the same trace.
        let folded = draftTrace('', request, '');
        for (const event of events) folded = applyEvent(folded, event);
        expect(folded).toEqual(trace);
      }),
      { numRuns: 300 },
    );
  });

  it('repeats: the same request gives the same trace', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), anyRequest, async (salt, request) => {
        const [first, second] = [
          await runToy(randomModel(salt), request),
          await runToy(randomModel(salt), request),
        ];
        expect(second.trace).toEqual(first.trace);
      }),
      { numRuns: 50 },
    );
  });

  it('gives a prefix of the thinking under a larger maximum', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), anyRequest, fc.integer({ min: 1, max: 12 }), async (salt, request, less) => {
        const maxThinkingTokens = request.budget.maxThinkingTokens - less;
        const smaller = {
          ...request,
          budget: {
            ...request.budget,
            minThinkingTokens: 0,
            maxThinkingTokens: Math.max(1, maxThinkingTokens),
          },
        };
        const larger = { ...request, budget: { ...request.budget, minThinkingTokens: 0 } };
        const short = thinkingIds((await runToy(randomModel(salt), smaller)).trace);
        const long = thinkingIds((await runToy(randomModel(salt), larger)).trace);
        expect(long.slice(0, short.length)).toEqual(short);
      }),
      { numRuns: 200 },
    );
  });

  it('gives a prefix of the thinking with one wait more', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), anyRequest, async (salt, request) => {
        const withWaits = (waits: number): Promise<{ trace: Trace }> =>
          runToy(randomModel(salt), {
            ...request,
            budget: { ...request.budget, minThinkingTokens: 0, waits },
          });
        const fewer = thinkingIds((await withWaits(request.budget.waits)).trace);
        const more = thinkingIds((await withWaits(request.budget.waits + 1)).trace);
        expect(more.slice(0, fewer.length)).toEqual(fewer);
      }),
      { numRuns: 200 },
    );
  });

  it('goes on from any break to the trace of an undisturbed run', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), anyRequest, fc.nat(60), async (salt, request, breakAt) => {
        const whole = await runToy(randomModel(salt), request);
        // The process dies after any number of events.
        const received: TraceEvent[] = whole.events.slice(0, 1 + (breakAt % whole.events.length));
        let broken = draftTrace('', request, '');
        for (const event of structuredClone(received)) broken = applyEvent(broken, event);
        const resumed = await runToy(randomModel(salt), request, { trace: broken });
        expect(resumed.trace.tokens.id).toEqual(whole.trace.tokens.id);
        expect(resumed.trace.tokens.provenance).toEqual(whole.trace.tokens.provenance);
        expect(resumed.trace.interventions).toEqual(whole.trace.interventions);
        expect(resumed.trace.steps).toEqual(whole.trace.steps);
        expect(resumed.trace.answer).toEqual(whole.trace.answer);
        expect(resumed.trace.finish).toEqual(whole.trace.finish);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps all that came when the engine fails, and says why', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        anyRequest,
        fc.integer({ min: 1, max: 20 }),
        async (salt, request, failAt) => {
          const whole = await runToy(randomModel(salt), request);
          let evaluations = 0;
          const failing = randomModel(salt, {
            onEvaluate: () => {
              if (++evaluations > failAt) throw new Error('the GPU is gone');
            },
          });
          const { trace } = await runToy(failing, request);
          if (evaluations <= failAt) return;
          expect(trace.failure).toEqual({ code: 'engineFailed', message: 'the GPU is gone' });
          expect(whole.trace.tokens.id.slice(0, trace.tokens.id.length)).toEqual(trace.tokens.id);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('stops within a token when it is cancelled', async () => {
    const controller = new AbortController();
    let evaluations = 0;
    const model = toyModel(() => a, {
      onEvaluate: () => {
        if (++evaluations === 5) controller.abort();
      },
    });
    const { trace } = await runToy(model, toyRequest({ maxThinkingTokens: 30 }), {
      signal: controller.signal,
    });
    expect(evaluations).toBe(5);
    expect(trace.tokens.id).toEqual([a, a, a, a]);
    expect(trace.finish).toEqual({ thinking: 'abort', answer: null });
    expect(trace.failure).toBeNull();
  });
});
