/** The grounds of tinted tokens, as variables: from the theme's colours, and as deep as its text stays legible. */
import { largestShare, mix, type Rgb } from '../components/contrast';
import { bytesOf, computedColors } from '../components/theme';
import { PROBABILITY_CUTS } from './overlayScale';

export interface TintTheme {
  readonly ground: Rgb;
  readonly text: Rgb;
  readonly level: Rgb;
  readonly forced: Rgb;
  readonly user: Rgb;
}

const LEVELS = PROBABILITY_CUTS.length;
/** Deeper, a tint would be a mark. */
const DEEPEST = 0.8;
const DEEPEST_FILL = 0.4;
/** Share of the deepest tint that the palest has: less would not be seen. */
const PALEST = 0.28;

/**
 * One colour, deeper from level to level: told apart by lightness, with any colour vision.
 * @returns `level-1` to `level-5`, `fill-forced`, `fill-user`
 */
export function tintsOf({ ground, text, level, forced, user }: TintTheme): ReadonlyMap<string, Rgb> {
  const deepest = largestShare(level, ground, text, DEEPEST);
  const tints = new Map<string, Rgb>();
  for (let i = 0; i < LEVELS; i++) {
    const share = deepest * (PALEST + ((1 - PALEST) * i) / (LEVELS - 1));
    tints.set(`level-${i + 1}`, mix(level, ground, share));
  }
  for (const [name, color] of [['fill-forced', forced] as const, ['fill-user', user] as const]) {
    tints.set(name, mix(color, ground, largestShare(color, ground, text, DEEPEST_FILL)));
  }
  return tints;
}

/** Sets `--wp-level-1` … on `element`, from the theme as it is now. */
export function applyTints(element: HTMLElement): void {
  const [ground, text, level, forced, user] = computedColors([
    'var(--wp-background)',
    'var(--wp-foreground)',
    'var(--wp-unsure)',
    'var(--wp-wait)',
    'var(--wp-accent-text)',
  ]).map(bytesOf) as [Rgb, Rgb, Rgb, Rgb, Rgb];
  for (const [name, color] of tintsOf({ ground, text, level, forced, user })) {
    element.style.setProperty(`--wp-${name}`, `rgb(${color.join(' ')})`);
  }
}
