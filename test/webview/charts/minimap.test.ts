import { describe, expect, it } from 'vitest';
import { EntropySums, minimapEvents, minimapRows } from '../../../webview/charts/minimapData';
import { stepAt, tokenAt, viewportBox } from '../../../webview/charts/minimapGeometry';
import { stepSentence } from '../../../webview/charts/minimapWords';
import { draft } from '../harness/scenarios';
import { TraceScript } from '../harness/traceScript';

function followed(trace: TraceScript['trace']): EntropySums {
  const sums = new EntropySums();
  sums.follow(trace);
  return sums;
}

/** Four tokens in two steps, and one that no step covers. */
function small() {
  const { trace } = new TraceScript(draft())
    .text('abc', 'model', ['a', 'b', 'c'])
    .step(0.25)
    .text('d', 'model', ['d'])
    .step(null)
    .text('e', 'model', ['e']);
  trace.tokens.entropy = [0.5, null, 1, 2, 3];
  return trace;
}

describe('EntropySums', () => {
  it('has the mean of what is known, and grows with the trace', () => {
    const trace = small();
    const sums = followed(trace);
    expect(sums.mean(0, 3)).toBe(0.75);
    expect(sums.mean(1, 2)).toBeNull();
    trace.tokens.entropy.push(5);
    expect(sums.mean(4, 6)).toBeNull();
    sums.follow(trace);
    expect(sums.mean(4, 6)).toBe(4);
  });

  it('begins anew with another trace, or one cut short', () => {
    const sums = followed(small());
    const other = small();
    other.tokens.entropy = [9, 9, 9, 9, 9];
    sums.follow(other);
    expect(sums.mean(0, 5)).toBe(9);
    other.tokens.entropy = [7, 7];
    sums.follow(other);
    expect(sums.mean(0, 2)).toBe(7);
  });
});

describe('minimapRows', () => {
  it('gives steps rows by their share of the tokens, with a gap after those that are high enough', () => {
    const trace = small();
    const { score, entropy } = minimapRows(trace, followed(trace), 10);
    expect([...score]).toEqual([0.25, 0.25, 0.25, 0.25, 0.25, NaN, NaN, NaN, NaN, NaN]);
    expect([...entropy]).toEqual([0.75, 0.75, 0.75, 0.75, 0.75, NaN, 2, 2, NaN, NaN]);
  });

  it('takes the mean by tokens of steps that share a row', () => {
    const trace = small();
    trace.steps = [
      { start: 0, end: 1, score: 1 },
      { start: 1, end: 4, score: 0 },
    ];
    expect(minimapRows(trace, followed(trace), 1).score[0]).toBe(0.25);
  });

  it('has nothing before there is a step', () => {
    const { trace } = new TraceScript(draft());
    expect([...minimapRows(trace, followed(trace), 2).score]).toEqual([NaN, NaN]);
  });
});

describe('minimapEvents', () => {
  it('are where they happened', () => {
    const script = new TraceScript(draft()).text('ab', 'model', ['a', 'b']).wait('Wait', 0.9).edit('hm');
    script.endThinking('budget').finish('stop', null);
    const { trace } = script;
    trace.probes = [{ at: 2, text: '1', extracted: '1', confidence: 0.5, finish: 'stop' }];
    expect(minimapEvents(trace)).toMatchObject({
      waits: [2],
      edits: [3],
      probes: [2],
      forcedEnd: 4,
      answer: { start: 5 },
    });
  });
});

describe('geometry', () => {
  it('has the box where what is in sight is', () => {
    expect(viewportBox({ from: 50, to: 100 }, 100, 400)).toEqual({ top: 200, height: 200 });
    expect(viewportBox({ from: 0, to: 100 }, 100, 400)).toEqual({ top: 0, height: 400 });
  });

  it('keeps the box large enough to be held, and inside', () => {
    expect(viewportBox({ from: 499, to: 501 }, 1000, 400)).toEqual({ top: 194, height: 12 });
    expect(viewportBox({ from: 999, to: 1000 }, 1000, 400)).toEqual({ top: 388, height: 12 });
    expect(viewportBox({ from: 0, to: 1 }, 0, 400)).toEqual({ top: 0, height: 400 });
  });

  it('finds the token at a height, never outside of the trace', () => {
    expect([-9, 0, 100, 400, 999].map((y) => tokenAt(y, 80, 400))).toEqual([0, 0, 20, 80, 80]);
  });

  it('finds the step of a token', () => {
    const { steps } = small();
    expect([0, 2.9, 3, 4, 99].map((token) => stepAt(steps, token))).toEqual([0, 0, 1, 1, 1]);
    expect(stepAt([], 3)).toBe(0);
  });
});

describe('stepSentence', () => {
  it('says what is known of a step', () => {
    const trace = small();
    expect(stepSentence(trace, 0, followed(trace))).toBe('step 1 of 2, score 0.25, mean entropy 0.75 nats');
    expect(stepSentence(trace, 1, followed(trace))).toBe('step 2 of 2, mean entropy 2.00 nats');
    expect(stepSentence(trace, 7, followed(trace))).toBe('no step yet');
  });
});
