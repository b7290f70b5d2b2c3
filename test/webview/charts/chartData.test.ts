import { describe, expect, it } from 'vitest';
import { chartData, shadesOf } from '../../../webview/charts/chartData';
import { draft } from '../harness/scenarios';
import { TraceScript } from '../harness/traceScript';

const x = (tokens: number): number => tokens * 10;
const y = (score: number): number => 100 - score * 100;

describe('chartData', () => {
  it('has a bar a scored step, and a rule at each wait and at a forced end', () => {
    const { trace } = new TraceScript(draft())
      .text('abc', 'model', ['a', 'b', 'c'])
      .step(0.25)
      .wait('Wait', 0.9)
      .text('d', 'model', ['d'])
      .step(null)
      .endThinking('budget')
      .finish('stop', null);
    expect(chartData(trace)).toEqual({
      bars: [{ step: 0, from: 0, to: 3, score: 0.25 }],
      waits: [3],
      forcedEnd: 5,
      thinkingTokens: 5,
    });
  });

  it('has no forced end where the model chose it', () => {
    const { trace } = new TraceScript(draft()).line('a', 0.5).endThinking('end');
    expect(chartData(trace).forcedEnd).toBeNull();
  });
});

describe('shadesOf', () => {
  it('draws bars of one shade as one path, as wide as their tokens less the gap', () => {
    const bars = [
      { step: 0, from: 0, to: 3, score: 0.5 },
      { step: 1, from: 3, to: 5, score: 0.52 },
      { step: 2, from: 5, to: 6, score: 1 },
    ];
    expect(shadesOf(bars, x, y)).toEqual([
      { score: 0.525, path: 'M0.0 100.0V50.0h29.0V100.0zM30.0 100.0V48.0h19.0V100.0z' },
      { score: 0.975, path: 'M50.0 100.0V0.0h9.0V100.0z' },
    ]);
  });

  it('leaves a score of zero a foot that can be seen', () => {
    expect(shadesOf([{ step: 0, from: 0, to: 1, score: 0 }], x, y)[0]?.path).toBe(
      'M0.0 100.0V98.5h9.0V100.0z',
    );
  });
});
