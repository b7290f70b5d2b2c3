import { describe, expect, it } from 'vitest';
import { countStops, nearestStop, tokenStops } from '../../../webview/components/stops';

describe('tokenStops', () => {
  it('has four stops an octave, ends included', () => {
    expect(tokenStops(16, 64)).toEqual([16, 20, 24, 28, 32, 40, 48, 56, 64]);
  });

  it('has zero before them where it is asked for', () => {
    expect(tokenStops(16, 32, true)).toEqual([0, 16, 20, 24, 28, 32]);
  });

  it('spans 16 to 32,768 in 45 whole numbers', () => {
    const stops = tokenStops(16, 32768);
    expect(stops).toHaveLength(45);
    expect(stops.every(Number.isInteger)).toBe(true);
  });
});

describe('nearestStop', () => {
  const stops = tokenStops(16, 64);

  it('finds the stop of a value, or the one beside it', () => {
    expect(stops[nearestStop(stops, 32)]).toBe(32);
    expect(stops[nearestStop(stops, 50)]).toBe(48);
  });

  it('stays inside for values beyond the ends, and at the first for what is no number', () => {
    expect(nearestStop(stops, 1e9)).toBe(stops.length - 1);
    expect(nearestStop(stops, -1)).toBe(0);
    expect(nearestStop(stops, Number.NaN)).toBe(0);
  });

  it('counts by ones', () => {
    expect(countStops(3)).toEqual([0, 1, 2, 3]);
  });
});
