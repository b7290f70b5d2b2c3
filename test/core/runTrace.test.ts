import { describe, expect, it } from 'vitest';
import { runTrace } from '../../src/core/runTrace';
import { openScorer } from '../../src/core/score/openScorer';
import { draftTrace, type Trace } from '../../src/core/trace/trace';
import { tracePrefix } from '../../src/core/trace/prefix';
import { applyEvent, type TraceEvent } from '../../src/core/trace/traceEvent';
import { scriptedEngine } from '../../src/engines/scripted/scriptedEngine';
import { heldScorer } from '../support/heldScorer';
import { CREATED_AT, runToy, toyRequest } from '../support/runToy';
import { lines, randomModel, TOY, toyModel } from '../support/toyModel';

const { a, b, newline, endThink, seven, wait } = TOY;

/** Two steps, then the answer. */
const twoSteps = toyModel(lines([a, newline, b, newline, endThink], [seven]));

describe('a run with a scorer', () => {
  it('does not wait for the scores while it decodes', async () => {
    const scorer = heldScorer();
    const events: TraceEvent[] = [];
    let answered = (): void => {};
    const answer = new Promise<void>((resolve) => (answered = resolve));
    const run = runToy(twoSteps, toyRequest({}), {
      scorer,
      emit: (event) => {
        events.push(event);
        if (event.type === 'finish') answered();
      },
    });
    await answer;
    expect(events.some(({ type }) => type === 'score')).toBe(false);
    scorer.release();
    const { trace } = await run;
    expect(trace.steps).toEqual([
      { start: 0, end: 2, score: 0.5 },
      { start: 2, end: 4, score: 0.5 },
    ]);
    expect(trace.answer?.text).toBe('7');
    expect(trace.scorer).toEqual(scorer.identity);
  });

  it('gives each complete step to it once, as soon as it is complete', async () => {
    const scorer = heldScorer();
    scorer.release();
    const model = toyModel(lines([a, newline, b, endThink, a, endThink], [seven]));
    const { trace, events } = await runToy(model, toyRequest({ waits: 1 }), { scorer });
    expect(scorer.asked).toEqual(['a\n', 'b', 'Waita']);
    expect(trace.steps.map(({ start, end }) => [start, end])).toEqual([
      [0, 2],
      [2, 3],
      [3, 5],
    ]);
    expect(trace.tokens.id[3]).toBe(wait);
    const firstStep = events.findIndex(({ type }) => type === 'step');
    const secondTokens = events.findIndex(({ type }, i) => type === 'tokens' && i > firstStep);
    expect(firstStep).toBeLessThan(secondTokens);
    expect(scorer.sessions).toEqual({ opened: 1, closed: 1 });
  });

  it('goes on without scores when it fails, and says so once', async () => {
    const scorer = heldScorer({ failAt: 1 });
    scorer.release();
    const model = toyModel(lines([a, newline, b, newline, a, newline, endThink], [seven]));
    const { trace } = await runToy(model, toyRequest({}), { scorer });
    expect(trace.steps.map(({ score }) => score)).toEqual([0.5, null, null]);
    expect(trace.warnings).toEqual(['Steps are no longer scored: the scorer is gone']);
    expect(trace).toMatchObject({ failure: null, finish: { thinking: 'end', answer: 'stop' } });
  });

  it('does not score a step that an abort cut, nor those that are still queued', async () => {
    const scorer = heldScorer();
    const controller = new AbortController();
    let evaluations = 0;
    const model = toyModel(lines([a, newline, b, newline, a, b, a, b]), {
      onEvaluate: () => {
        if (++evaluations === 7) controller.abort();
      },
    });
    const run = runToy(model, toyRequest({}), { scorer, signal: controller.signal });
    await scorer.waiting;
    scorer.release();
    const { trace } = await run;
    expect(scorer.asked.length).toBeLessThan(3);
    expect(trace.steps.at(-1)).toEqual({ start: 4, end: 6, score: null });
    expect(trace.finish.thinking).toBe('abort');
    expect(scorer.sessions.closed).toBe(1);
  });

  it('counts what the scorer evaluated: at most 1.1 times question, thinking and tags', async () => {
    const model = toyModel(lines([a, newline, b, newline, a, b, newline, endThink], [seven]));
    const vocabulary = [...model.vocabulary, '<step>', '+', '-'];
    const scorer = await openScorer(
      scriptedEngine({
        vocabulary,
        special: [...model.special, vocabulary.indexOf('<step>')],
        endOfGeneration: [],
        predict: (ids) =>
          vocabulary.map((_, id) => (id === vocabulary.indexOf('+') ? 0.6 : id === ids.length ? 0 : 0.2)),
      }),
    );
    const { trace } = await runToy(model, toyRequest({}), { scorer });
    // "a\n", then seven tokens of thinking in three steps, each with its tag.
    expect(trace.usage.scorerEvaluatedTokens).toBe(2 + 7 + 3);
    expect(trace.steps.map(({ score }) => score)).toEqual([0.75, 0.75, 0.75]);
  });

  it('scores all steps anew when it goes on with a trace', async () => {
    const whole = await runToy(twoSteps, toyRequest({}));
    const broken = whole.events.slice(0, 6).reduce(applyEvent, draftTrace('', toyRequest({}), CREATED_AT));
    const scorer = heldScorer();
    scorer.release();
    const { trace } = await runToy(twoSteps, toyRequest({}), { scorer, trace: broken });
    expect(scorer.asked).toEqual(['a\n', 'b\n']);
    expect(trace.steps.map(({ score }) => score)).toEqual([0.5, 0.5]);
    expect(trace.tokens.id).toEqual(whole.trace.tokens.id);
    expect(trace.scorer).toEqual(scorer.identity);
  });
});

describe('what a run counts', () => {
  it('every token that the model evaluated', async () => {
    const { trace, batches } = await runToy(twoSteps, toyRequest({ waits: 1 }));
    expect(trace.usage.policyEvaluatedTokens).toBe(batches.flat().length);
  });

  it('thinking and answer apart, delimiters in neither, and the model’s own tokens of the answer only', async () => {
    const model = toyModel(() => a);
    const { trace } = await runToy(model, toyRequest({ maxThinkingTokens: 5, maxAnswerTokens: 3 }));
    expect(trace.usage).toMatchObject({ thinkingTokens: 5, answerTokens: 3 });
    expect(trace.tokens.id).toHaveLength(5 + 1 + 2 + 3);
  });

  it('tokens evaluated again when it goes on', async () => {
    const whole = await runToy(twoSteps, toyRequest({}));
    const broken = whole.events.slice(0, 6).reduce(applyEvent, draftTrace('', toyRequest({}), CREATED_AT));
    const { trace, batches } = await runToy(twoSteps, toyRequest({}), { trace: broken });
    expect(trace.usage.policyEvaluatedTokens).toBe(
      broken.usage.policyEvaluatedTokens + batches.flat().length,
    );
  });
});

describe('the times of a run', () => {
  /** Every evaluation takes 100 ms. */
  function timed(trace: Trace, loadMs?: number): Promise<Trace> {
    let time = 5000;
    const model = { ...twoSteps, onEvaluate: () => void (time += 100) };
    return runTrace({
      engine: scriptedEngine(model, () => time),
      scorer: null,
      trace,
      emit: () => {},
      now: () => time,
      loadMs,
    });
  }

  it('count from its beginning: 100 ms for the prompt, then 100 ms a token', async () => {
    const trace = await timed(draftTrace('a', toyRequest({}), CREATED_AT), 42);
    expect(trace.tokens.id).toHaveLength(6);
    expect(trace.tokens.timeMs).toEqual([100, 200, 300, 400, 500, 600]);
    expect(trace.timings).toEqual({ loadMs: 42, firstTokenMs: 100, totalMs: 700 });
  });

  it('go on from the last token of a trace that broke off', async () => {
    const first = await timed(draftTrace('a', toyRequest({}), CREATED_AT), 42);
    const broken = structuredClone(first);
    broken.answer = null;
    broken.finish = { thinking: 'abort', answer: null };
    for (const column of [broken.tokens.id, broken.tokens.text, broken.tokens.prob, broken.tokens.entropy])
      column.length = 2;
    broken.tokens.timeMs = [200, 900];
    broken.tokens.provenance.length = 2;
    broken.tokens.alternativeIds.length = 10;
    broken.tokens.alternativeProbs.length = 10;
    broken.thinking.end = 2;
    const trace = await timed(broken);
    expect(trace.tokens.id).toEqual(first.tokens.id);
    expect(trace.tokens.timeMs.slice(0, 2)).toEqual([200, 900]);
    // Three evaluations bring the prompt and both tokens back.
    expect(trace.tokens.timeMs[2]).toBeGreaterThanOrEqual(1200);
    expect(trace.timings).toMatchObject({ loadMs: 42, firstTokenMs: first.timings.firstTokenMs });
  });
});

describe('a question of 10,000 characters', () => {
  const question = 'a'.repeat(10_000);
  const run = (contextSize?: number): Promise<Trace> =>
    runTrace({
      engine: scriptedEngine(randomModel(3)),
      scorer: null,
      trace: draftTrace(question, toyRequest({ waits: 1 }), CREATED_AT),
      emit: () => {},
      now: () => 0,
      contextSize,
    });

  it('is asked whole, and the budget is kept', async () => {
    const trace = await run();
    expect(trace.prompt?.ids.length).toBeGreaterThan(10_000);
    expect(trace.usage.thinkingTokens).toBeLessThanOrEqual(40);
    expect(trace.finish.answer).not.toBeNull();
    expect(trace.failure).toBeNull();
  });

  it('is refused where the context is too small, before anything is evaluated', async () => {
    await expect(run(4096)).rejects.toMatchObject({
      code: 'contextTooSmall',
      message: expect.stringMatching(/question 100\d\d, .* only 4096 are available\. Shorten/) as string,
    });
  });
});

describe('a run', () => {
  it('refuses bad input before it opens a sequence, and does not change the trace it is given', async () => {
    let opened = 0;
    const engine = { ...scriptedEngine(twoSteps), openSequence: () => (opened++, expect.fail('was opened')) };
    const trace = draftTrace('  ', toyRequest({}), CREATED_AT);
    const before = structuredClone(trace);
    await expect(
      runTrace({ engine, scorer: null, trace, emit: () => {}, now: () => 0 }),
    ).rejects.toMatchObject({
      code: 'emptyQuestion',
    });
    expect(opened).toBe(0);
    expect(trace).toEqual(before);
  });

  it('keeps to the context it is given, counting question, delimiters and answer', async () => {
    const run = (contextSize: number): Promise<unknown> => runToy(twoSteps, toyRequest({}), { contextSize });
    // "a\n<think>\n" 4, thinking 40, "</think>\nFinal Answer:" 3, answer 8.
    await expect(run(54)).rejects.toMatchObject({
      message: expect.stringContaining(
        'context of 55 tokens (question 4, thinking 40, delimiters 3, answer 8), but only 54',
      ) as string,
    });
    await run(55);
  });

  it('keeps the steps of a trace that it goes on with, whatever fails then', async () => {
    const { trace } = await runToy(twoSteps, toyRequest({ maxThinkingTokens: 3 }));
    const failing = {
      ...twoSteps,
      onEvaluate: () => {
        throw new Error('gone');
      },
    };
    const { trace: again } = await runToy(failing, trace.request, { trace: tracePrefix(trace, 3) });
    expect(again.failure?.message).toBe('gone');
    expect(again.steps).toEqual([
      { start: 0, end: 2, score: null },
      { start: 2, end: 3, score: null },
    ]);
  });

  it('gives its sequence back, however it ends', async () => {
    for (const fail of [false, true]) {
      let disposed = 0;
      let evaluations = 0;
      const model = {
        ...randomModel(2),
        onEvaluate: () => {
          if (fail && ++evaluations > 3) throw new Error('gone');
        },
      };
      const engine = scriptedEngine(model);
      const counting = {
        ...engine,
        openSequence: async (size: number) => {
          const sequence = await engine.openSequence(size);
          const dispose = sequence.dispose.bind(sequence);
          sequence.dispose = () => (disposed++, dispose());
          return sequence;
        },
      };
      const trace = draftTrace('a', toyRequest({}), CREATED_AT);
      await runTrace({ engine: counting, scorer: null, trace, emit: () => {}, now: () => 0 });
      expect(disposed).toBe(1);
    }
  });
});
