import { describe, expect, it } from 'vitest';
import { nearestLine, scoreAt, type ScoreLine } from '../../../webview/charts/sweepChartData';

const line = (place: number, ...scores: [tokens: number, score: number][]): ScoreLine => ({
  place,
  name: String(place + 1),
  thinkingTokens: scores.at(-1)?.[0] ?? 0,
  scores: scores.map(([tokens, score]) => ({ tokens, score })),
  waitsAt: [],
});

describe('the score at a token', () => {
  const steps = line(0, [10, 0.2], [30, 0.9]);

  it.each([
    [0, { step: 0, score: 0.2 }],
    [10, { step: 0, score: 0.2 }],
    [11, { step: 1, score: 0.9 }],
    [30, { step: 1, score: 0.9 }],
    [31, null],
  ])('at %i is that of the step that holds it', (tokens, found) => {
    expect(scoreAt(steps, tokens)).toEqual(found);
  });
});

describe('the nearest line', () => {
  const lines = [line(0, [10, 0.2], [30, 0.9]), line(1, [10, 0.2], [20, 0.4]), line(2, [40, 0.1])];
  const near = (score: number) => (other: number) => Math.abs(other - score);

  it('is that whose score at the token is nearest', () => {
    expect(nearestLine(lines, 15, near(0.5), [])?.place).toBe(1);
    expect(nearestLine(lines, 15, near(0.8), [])?.place).toBe(0);
  });

  it('is one that goes so far', () => {
    expect(nearestLine(lines, 25, near(0.4), [])?.place).toBe(2);
    expect(nearestLine(lines, 41, near(0.4), [])).toBeNull();
  });

  it('is the one that was asked for first where lines are one', () => {
    expect(nearestLine(lines, 5, near(0.2), [])?.place).toBe(0);
    expect(nearestLine(lines, 5, near(0.2), [null, 1])?.place).toBe(1);
  });
});
