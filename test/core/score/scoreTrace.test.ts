import { describe, expect, it } from 'vitest';
import { scoreTrace } from '../../../src/core/score/scoreTrace';
import type { Scorer } from '../../../src/core/score/scorer';
import { applyEvent, type TraceEvent } from '../../../src/core/trace/traceEvent';
import { runToy, toyRequest } from '../../support/runToy';
import { lines, TOY, toyModel } from '../../support/toyModel';

const { a, b, newline, endThink, seven } = TOY;
const twoSteps = toyModel(lines([a, newline, b, newline, endThink], [seven]));

function scorer(onScore: (step: string) => number): Scorer & { open: Scorer['open'] } {
  return {
    identity: {
      name: 'toy scorer',
      file: 'toy',
      sha256: '1'.repeat(64),
      sizeBytes: 1,
      architecture: 'toy',
      quantization: 'none',
      protocol: 'step-tag',
    },
    open: async () => ({
      score: async (step) => ({ score: onScore(step), evaluatedTokens: step.length }),
      truncate: async () => undefined,
      dispose: async () => {},
    }),
    dispose: async () => {},
  };
}

describe('scoring a trace that is there already', () => {
  it('scores every step anew, and says by whom', async () => {
    const { trace } = await runToy(twoSteps, toyRequest({}));
    for (const step of trace.steps) step.score = 0.9;
    const events: TraceEvent[] = [];
    await scoreTrace(
      scorer((step) => (step === 'a\n' ? 0.25 : 0.75)),
      trace,
      (event) => events.push(event),
    );
    let scored = structuredClone(trace);
    for (const event of events) scored = applyEvent(scored, event);
    expect(scored.steps.map(({ score }) => score)).toEqual([0.25, 0.75]);
    expect(scored.scorer?.name).toBe('toy scorer');
    expect(scored.usage.scorerEvaluatedTokens).toBe(4);
    expect(scored.tokens).toEqual(trace.tokens);
  });

  it('stops where it is told to; what it had not reached has no score', async () => {
    const { trace } = await runToy(twoSteps, toyRequest({}));
    const stop = new AbortController();
    const events: TraceEvent[] = [];
    const once = scorer(() => {
      stop.abort();
      return 0.5;
    });
    await scoreTrace(once, trace, (event) => events.push(event), stop.signal);
    let scored = structuredClone(trace);
    for (const event of events) scored = applyEvent(scored, event);
    expect(scored.steps.map(({ score }) => score)).toEqual([0.5, null]);
  });
});
