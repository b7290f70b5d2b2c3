import { describe, expect, it } from 'vitest';
import { contrast, largestShare, mix } from '../../../webview/components/contrast';

const BLACK = [0, 0, 0] as const;
const WHITE = [255, 255, 255] as const;

describe('contrast', () => {
  it('is as WCAG has it', () => {
    expect(contrast(BLACK, WHITE)).toBeCloseTo(21, 5);
    expect(contrast(WHITE, WHITE)).toBe(1);
    // The grey that is known as the lightest with 4.5:1 on white.
    expect(contrast([0x76, 0x76, 0x76], WHITE)).toBeCloseTo(4.54, 2);
  });
});

describe('mix', () => {
  it('goes from the ground to the colour', () => {
    expect(mix(BLACK, WHITE, 0)).toEqual([255, 255, 255]);
    expect(mix([255, 0, 100], [0, 0, 0], 0.5)).toEqual([128, 0, 50]);
  });
});

describe('largestShare', () => {
  it('is as much as leaves the text legible', () => {
    // Black on the grey 117 has 4.56:1, on the grey 115 4.43:1.
    expect(largestShare(BLACK, WHITE, BLACK, 1)).toBe(0.54);
    expect(largestShare(BLACK, WHITE, BLACK, 0.3)).toBe(0.3);
  });

  it('leaves something where the theme itself is faint', () => {
    const faint = [150, 150, 150] as const;
    expect(contrast(faint, WHITE)).toBeLessThan(3);
    const share = largestShare(BLACK, WHITE, faint, 1);
    expect(share).toBeGreaterThan(0);
    expect(contrast(faint, mix(BLACK, WHITE, share))).toBeGreaterThanOrEqual(0.8 * contrast(faint, WHITE));
  });
});
