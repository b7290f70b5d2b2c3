import { describe, expect, it } from 'vitest';
import { traceOverview } from '../../../src/core/metrics/traceOverview';
import { DEFAULT_REQUEST, draftTrace, type Trace } from '../../../src/core/trace/trace';

/** Thinking of 40 tokens in four steps, waits at 20 and 30, and the answer 8. */
function traced(change: (trace: Trace) => void = () => {}): Trace {
  const trace = draftTrace('q', DEFAULT_REQUEST, '2026-01-01T00:00:00.000Z');
  const { tokens } = trace;
  for (let i = 0; i < 42; i++) {
    tokens.id.push(i);
    tokens.text.push(`t${i} `);
    tokens.provenance.push(i === 20 || i === 30 ? 'forced' : 'model');
    tokens.entropy.push(0.1);
  }
  trace.thinking = { start: 0, end: 40 };
  trace.steps = [0, 10, 20, 30].map((start) => ({ start, end: start + 10, score: 0.9 }));
  trace.interventions = [20, 30].map((at) => ({ kind: 'wait', at, text: 'Wait', suppressedProb: 0.5 }));
  trace.answer = { start: 41, end: 42, text: '8', extracted: '8' };
  trace.finish = { thinking: 'end', answer: 'stop' };
  change(trace);
  return trace;
}

const probe = (at: number, extracted: string | null): Trace['probes'][number] => ({
  at,
  text: extracted ?? '',
  extracted,
  confidence: 0.9,
  finish: 'stop',
});

describe('the overview of a trace', () => {
  it('counts, and names the first step that is doubted', () => {
    const overview = traceOverview(traced((trace) => Object.assign(trace.steps[2] ?? {}, { score: 0.4 })));
    expect(overview).toMatchObject({
      thinkingTokens: 40,
      firstDoubted: 2,
      settled: null,
      flips: [],
      loops: [],
    });
    expect(traceOverview(traced()).firstDoubted).toBeNull();
  });

  it('says where the answer settled, and what was thought after it', () => {
    const asked = (answers: (string | null)[]): Trace =>
      traced((trace) => (trace.probes = answers.map((answer, i) => probe(10 * (i + 1), answer))));
    expect(traceOverview(asked(['7', '8', '8'])).settled).toEqual({ at: 20, tokensAfter: 20 });
    expect(traceOverview(asked(['8', '7', '8'])).settled).toEqual({ at: 30, tokensAfter: 10 });
    expect(traceOverview(asked(['7', null, '7'])).settled).toEqual({ at: 40, tokensAfter: 0 });
    expect(traceOverview(asked(['8', '8', '8'])).settled).toEqual({ at: 10, tokensAfter: 30 });
    expect(traceOverview(traced()).settled).toBeNull();
  });

  it('tells flips to and from the right answer where it is known', () => {
    const asked = traced((trace) => (trace.probes = [probe(10, '7'), probe(20, '8'), probe(30, '9')]));
    const kinds = (expected: string | null): string[] => {
      const question = { text: 'q', expected };
      return traceOverview({ ...asked, question }).flips.map(({ at, kind }) => `${at} ${kind}`);
    };
    expect(kinds('8')).toEqual(['20 wrongToRight', '30 rightToWrong', '40 wrongToRight']);
    expect(kinds(null)).toEqual(['20 changed', '30 changed', '40 changed']);
    expect(kinds('7')).toEqual(['20 rightToWrong', '30 changed', '40 changed']);
  });

  it('judges every wait by the answers around it', () => {
    const effects = (before: string, between: string, expected: string | null): (string | null)[] => {
      const trace = traced((one) => (one.probes = [probe(20, before), probe(30, between)]));
      return traceOverview({ ...trace, question: { text: 'q', expected } }).waits.map(({ effect }) => effect);
    };
    expect(effects('7', '8', '8')).toEqual(['helped', 'same']);
    expect(effects('8', '7', '8')).toEqual(['hurt', 'helped']);
    expect(effects('7', '9', '8')).toEqual(['changed', 'helped']);
    expect(effects('7', '8', null)).toEqual(['changed', 'same']);
    const asked = traced((trace) => (trace.probes = [probe(30, '8')]));
    expect(traceOverview(asked).waits.map(({ effect }) => effect)).toEqual([null, 'same']);
  });

  it('does not take a run that broke off for an answer', () => {
    const trace = traced((one) => {
      one.finish = { thinking: 'end', answer: 'abort' };
      one.probes = [probe(10, '8')];
    });
    expect(traceOverview(trace).answers).toEqual([{ at: 10, answer: '8', right: null }]);
  });

  it('marks steps where score and entropy disagree', () => {
    const entropies = [0.1, 0.2, 0.3, 2];
    const scores = [0.2, 0.9, 0.2, 0.95];
    const trace = traced((one) => {
      for (let i = 0; i < 40; i++) one.tokens.entropy[i] = entropies[Math.floor(i / 10)] ?? 0;
      one.tokens.entropy[20] = 50;
      for (const [i, step] of one.steps.entries()) step.score = scores[i] ?? null;
    });
    expect(traceOverview(trace).disagreements).toEqual([
      { step: 0, kind: 'sureButDoubted' },
      { step: 3, kind: 'unsureButTrusted' },
    ]);
    trace.steps.pop();
    expect(traceOverview(trace).disagreements).toEqual([]);
  });
});
