import { describe, expect, it } from 'vitest';
import {
  computeDomain,
  computePanel,
  pointedWords,
  strategyPlaces,
} from '../../../webview/charts/computeData';
import { computeScales } from '../../../webview/charts/computeDrawing';
import { computeAmount, powerOfTen, shareWords, wayWords } from '../../../webview/charts/computeWords';

const way = (method: string, compute: number, accuracy: number) => ({
  ...{ method, budget: 1024, waits: 1, compute, accuracy },
});

describe('words', () => {
  it('write compute in the unit of the tuning', () => {
    expect(computeAmount(3_214_000_000, 'flops')).toBe('3.21\u00a0×\u00a010⁹');
    expect(computeAmount(0.05, 'flops')).toBe('5.00\u00a0×\u00a010⁻²');
    expect(computeAmount(0, 'flops')).toBe('0');
    expect(computeAmount(12_345.6, 'tokens')).toBe('12,346');
    expect(computeAmount(2.25, 'tokens')).toBe('2.3');
    expect(powerOfTen(12)).toBe('10¹²');
  });

  it('name a way, and its accuracy with the interval where one is known', () => {
    expect(wayWords(way('beam@4x2', 1, 1))).toBe('beam@4x2, budget 1,024, 1 wait');
    expect(shareWords({ accuracy: 0.45, interval: { low: 0.301, high: 0.6 } })).toBe('45.0 % (30.1 to 60.0)');
    expect(shareWords({ accuracy: 0.45 })).toBe('45.0 %');
  });
});

describe('a panel', () => {
  it('of a bin has its ways by compute, and says what the best comes to', () => {
    const points = [way('dvts@4x2', 300, 0.5), way('best-of-n@2', 100, 0.25)];
    const envelope = { kind: 'envelope', points: points.toReversed() } as const;
    const { summary, marks } = computePanel(
      { bin: 'hard', questions: 4, points, lines: [envelope] },
      'tokens',
    );
    expect(marks.map(({ kind }) => kind)).toEqual([{ strategy: 'best-of-n' }, { strategy: 'dvts' }]);
    expect(marks[1]?.words).toBe('dvts@4x2, budget 1,024, 1 wait: 50.0 % right, 300 tokens a question');
    expect(summary).toBe(
      'hard: 4 questions. Accuracy against compute, 2 points. ' +
        'The best under its compute: at most 50.0 % right, 300 tokens a question. Arrow keys go from point to point.',
    );
  });

  it('tells which ways a mark covers', () => {
    const points = [way('beam@4x2', 300, 0.5), way('dvts@4x2', 300, 0.5), way('rebase@4', 300, 0.25)];
    const panel = computePanel({ bin: 'hard', questions: 4, points, lines: [] }, 'tokens');
    const [covering] = panel.marks.filter(({ name }) => name.startsWith('beam'));
    expect(covering && pointedWords(panel, covering)).toBe(
      'beam@4x2, budget 1,024, 1 wait: 50.0 % right, 300 tokens a question; the same: dvts@4x2, budget 1,024, 1 wait',
    );
  });

  it('shares its axis with the others: what costs nothing stands at its left end', () => {
    const lines = [
      { kind: 'best-of-n', points: [way('best-of-n@1', 120, 1), way('best-of-n@2', 0, 1)] },
    ] as const;
    const panel = computePanel({ bin: null, questions: 1, points: [], lines }, 'tokens');
    expect(computeDomain([panel])).toEqual([100, 144]);
    expect(computeDomain([])).toEqual([1, 10]);
    const { x } = computeScales([100, 144]);
    expect(x(0)).toBe(x(100));
  });

  it('has ticks at powers of ten, or at 1, 2 and 5 of them where there is but one', () => {
    expect(computeScales([0.5, 5000]).ticks).toEqual([1, 10, 100, 1000]);
    expect(computeScales([150, 700]).ticks).toEqual([200, 500]);
  });
});

it('gives the known strategies the same places in every file, and unknown ones the next', () => {
  const places = strategyPlaces(['walk@4', 'beam@4x2']);
  expect([...places.keys()].at(-1)).toBe('walk');
  expect(places.get('beam')).toBe(strategyPlaces([]).get('beam'));
});
