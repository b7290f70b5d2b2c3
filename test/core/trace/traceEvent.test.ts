import { describe, expect, it } from 'vitest';
import { emptyColumns } from '../../../src/core/trace/tokenColumns';
import { draftTrace, type Trace } from '../../../src/core/trace/trace';
import { applyEvent, type TraceEvent } from '../../../src/core/trace/traceEvent';
import { CREATED_AT, runToy, toyRequest } from '../../support/runToy';
import { randomModel } from '../../support/toyModel';

const draft = (): Trace => draftTrace('a', toyRequest({}), CREATED_AT);
const tokens = (...id: number[]): TraceEvent => ({
  type: 'tokens',
  provenance: 'model',
  tokens: {
    ...emptyColumns(),
    id,
    text: id.map(String),
    prob: id.map(() => 0.5),
    entropy: id.map(() => null),
    timeMs: id.map(() => 0),
    alternativeIds: id.flatMap(() => [1, 2, -1, -1, -1]),
    alternativeProbs: id.flatMap(() => [0.5, 0.2, 0, 0, 0]),
    alternativeTexts: { 1: 'x', 2: 'y' },
  },
});

describe('events', () => {
  it('grow the thinking, then the answer, whose range begins after the delimiter', () => {
    const trace = draft();
    applyEvent(trace, tokens(1, 2));
    expect(trace.thinking).toEqual({ start: 0, end: 2 });
    applyEvent(trace, { type: 'thinkingEnd', end: 2, answerStart: 4, reason: 'budget' });
    expect(trace.answer).toEqual({ start: 4, end: 4, text: '', extracted: null });
    applyEvent(trace, tokens(3));
    expect(trace).toMatchObject({ thinking: { start: 0, end: 2 }, answer: { start: 4, end: 4 } });
    applyEvent(trace, tokens(4, 5));
    expect(trace).toMatchObject({
      answer: { start: 4, end: 5 },
      finish: { thinking: 'budget', answer: null },
    });
    expect(trace.tokens.provenance).toEqual(['model', 'model', 'model', 'model', 'model']);
    expect(trace.tokens.alternativeTexts).toEqual({ 1: 'x', 2: 'y' });
  });

  it('score a step that is there, and no other', () => {
    const trace = draft();
    applyEvent(trace, { type: 'step', index: 0, step: { start: 0, end: 1, score: null } });
    applyEvent(trace, { type: 'score', index: 0, score: 0.25 });
    applyEvent(trace, { type: 'score', index: 1, score: 0.5 });
    expect(trace.steps).toEqual([{ start: 0, end: 1, score: 0.25 }]);
  });

  it('change counters one by one', () => {
    const trace = draft();
    applyEvent(trace, { type: 'usage', usage: { thinkingTokens: 3 }, timings: { firstTokenMs: 5 } });
    applyEvent(trace, { type: 'usage', usage: { answerTokens: 2 } });
    expect(trace.usage).toMatchObject({ thinkingTokens: 3, answerTokens: 2, policyEvaluatedTokens: 0 });
    expect(trace.timings).toEqual({ loadMs: null, firstTokenMs: 5, totalMs: null });
  });

  it('replace the trace at a start', () => {
    const start = { ...draft(), warnings: ['kept'] };
    expect(applyEvent(draft(), { type: 'start', trace: start })).toEqual(start);
  });

  it('may be folded into several traces: none shares anything with another, or with the events', async () => {
    const { trace, events } = await runToy(randomModel(5), toyRequest({ waits: 2, maxThinkingTokens: 12 }));
    const original = structuredClone(events);
    const [first, second] = [events.reduce(applyEvent, draft()), events.reduce(applyEvent, draft())];
    expect(first).toEqual(trace);
    expect(second).toEqual(trace);
    first.finish.answer = 'abort';
    for (const step of first.steps) step.score = 1;
    for (const intervention of first.interventions) intervention.at = 0;
    if (first.answer) first.answer.text = 'changed';
    expect(second).toEqual(trace);
    expect(events).toEqual(original);
  });
});
