import { describe, expect, it } from 'vitest';
import {
  entropyLevel,
  isUncertain,
  legendOf,
  probabilityLevel,
  tintOf,
} from '../../../webview/trace/overlayScale';
import { draft } from '../harness/scenarios';
import { TraceScript } from '../harness/traceScript';

describe('levels', () => {
  it('of a probability rise as it falls, a cut belonging to the surer side', () => {
    expect([1, 0.9, 0.89, 0.7, 0.5, 0.499, 0.3, 0.1, 0.09, 0].map(probabilityLevel)).toEqual([
      0, 0, 1, 1, 2, 3, 3, 4, 5, 5,
    ]);
  });

  it('of an entropy rise with it, a cut belonging to the less sure side', () => {
    expect([0, 0.09, 0.1, 0.35, 0.69, 0.7, 1.4, 2.09, 2.1, 9].map(entropyLevel)).toEqual([
      0, 0, 1, 2, 2, 3, 4, 4, 5, 5,
    ]);
  });
});

describe('the tint of a token', () => {
  const { trace } = new TraceScript(draft())
    .text('abc', 'model', ['a', ' ', 'c'])
    .wait('Wait', 0.9)
    .edit('hm');
  trace.tokens.prob.splice(0, 3, 0.05, 0.05, null);
  trace.tokens.entropy.splice(0, 3, 1, null, 0);

  it('is by what the overlay asks for, and of its own for what is not known', () => {
    const tints = (overlay: Parameters<typeof tintOf>[0]) =>
      [0, 1, 2, 3, 4].map((token) => tintOf(overlay, trace, token));
    expect(tints('none')).toEqual([null, null, null, null, null]);
    expect(tints('probability').slice(0, 4)).toEqual(['level-5', 'level-5', 'unknown', 'level-5']);
    expect(tints('entropy').slice(0, 3)).toEqual(['level-3', null, null]);
    expect(tints('provenance')).toEqual([null, null, null, 'fill-forced', 'fill-user']);
  });

  it('comes with a dotted line below one half, under what can be seen, by probability alone', () => {
    expect([0, 1, 2].map((token) => isUncertain('probability', trace, token))).toEqual([true, false, false]);
    expect(isUncertain('entropy', trace, 0)).toBe(false);
  });
});

describe('the legend', () => {
  it('names every tint, with its numbers', () => {
    expect(legendOf('probability').map(({ label }) => label)).toEqual([
      '≥\u202f0.9',
      '0.7–0.9',
      '0.5–0.7',
      '0.3–0.5',
      '0.1–0.3',
      '<\u202f0.1',
    ]);
    expect(legendOf('entropy').map(({ kind, label }) => [kind, label])).toEqual([
      [null, '<\u202f0.1'],
      ['level-1', '0.1–0.35'],
      ['level-2', '0.35–0.7'],
      ['level-3', '0.7–1.4'],
      ['level-4', '1.4–2.1'],
      ['level-5', '≥\u202f2.1'],
    ]);
    expect(legendOf('none')).toEqual([]);
  });
});
