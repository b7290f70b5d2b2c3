/** Contrast of colours, as WCAG 2.2 has it, and tints that leave text legible. */

/** sRGB, each 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** 0 (black) to 1 (white). WCAG 2.2, "relative luminance". */
export function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** @param share of `color`, 0..1 */
export function mix(color: Rgb, ground: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2): number => Math.round(color[index] * share + ground[index] * (1 - share));
  return [part(0), part(1), part(2)];
}

/** Text of normal size must have it against its ground: WCAG 2.2, 1.4.3. */
export const LEGIBLE = 4.5;

/**
 * The largest share, 0..`most`, of `color` in `ground` that leaves `text` legible on it. Where a theme's own text is
 * less than legible, four fifths of the contrast it has are asked for instead.
 */
export function largestShare(color: Rgb, ground: Rgb, text: Rgb, most: number): number {
  const least = Math.min(LEGIBLE, 0.8 * contrast(text, ground));
  for (let percent = Math.round(most * 100); percent > 0; percent--) {
    if (contrast(text, mix(color, ground, percent / 100)) >= least) return percent / 100;
  }
  return 0;
}
