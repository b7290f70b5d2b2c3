import { describe, expect, it } from 'vitest';
import { traceOverview } from '../../../src/core/metrics/traceOverview';
import { timelineData } from '../../../webview/charts/timelineData';
import { stretchSentence, timelineSummary } from '../../../webview/charts/timelineWords';
import { looping, probed } from '../harness/scenarios';

describe('the answer timeline', () => {
  const { trace } = probed();
  const data = timelineData(traceOverview(trace), trace.thinking.start);

  it('joins places that got the same answer, each beginning where the one before was asked', () => {
    const ends = trace.steps.map(({ end }) => end);
    expect(data.stretches.map(({ answer, right, asked, flip }) => [answer, right, asked, flip])).toEqual([
      ['3698', false, 1, null],
      ['5353', true, 1, 'wrongToRight'],
      ['5331', false, 1, 'rightToWrong'],
      ['5213', false, 2, 'changed'],
      ['5333', false, 1, 'changed'],
      ['5353', true, 4, 'wrongToRight'],
    ]);
    expect(data.stretches.map(({ to }) => to)).toEqual([
      ends[0],
      ends[1],
      ends[2],
      ends[4],
      ends[5],
      ends[9],
    ]);
    expect(data.stretches.map(({ from }) => from)).toEqual([
      0,
      ...data.stretches.slice(0, -1).map(({ to }) => to),
    ]);
  });

  it('knows every place that was asked at, the end of the thinking once', () => {
    expect(data.asked).toEqual(trace.steps.map(({ end }) => end));
  });

  it('settles at the first place of the last answer', () => {
    const { end } = trace.steps[6] ?? { end: NaN };
    expect(data.settled).toEqual({ at: end, tokensAfter: trace.thinking.end - end });
  });

  it('says of every wait what it did, in words where there is room', () => {
    expect(data.waits).toEqual([
      { number: 1, at: trace.steps[4]?.start, effect: 'changed', hasRoom: true },
      { number: 2, at: trace.steps[6]?.start, effect: 'helped', hasRoom: true },
    ]);
    const crowded = looping().trace;
    const { waits } = timelineData(traceOverview(crowded), 0);
    expect(waits.map(({ hasRoom }) => hasRoom)).toEqual([false, false, false, false]);
  });

  it('is told in words', () => {
    expect(stretchSentence(data.stretches[1] ?? (undefined as never))).toBe(
      '5353, right: tokens 17 to 34, asked once, wrong → right',
    );
    expect(timelineSummary(data)).toBe(
      'Answers along the thinking: 5 changes. Settled after 192 tokens; 52 more followed.',
    );
  });
});
