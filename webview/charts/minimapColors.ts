/** The theme's colours for a canvas, which knows no variables. */
import { computedColors } from '../components/theme';
import { SHADES } from './chartData';
import { MARK_KINDS, MARK_LOOKS, type MinimapMarkKind } from './minimapMarks';

export interface MinimapColors {
  /** `SHADES` of them, the lowest score first. */
  readonly scores: readonly string[];
  readonly entropy: string;
  readonly wait: string;
  readonly edit: string;
  readonly probe: string;
  readonly answer: string;
  readonly viewport: string;
  readonly viewportEdge: string;
  readonly marks: Readonly<Record<MinimapMarkKind, string>>;
}

/** @param scored element of class `scored` whose style sheet has the score scale */
export function readMinimapColors(scored: HTMLElement): MinimapColors {
  const scores = Array.from({ length: SHADES }, (_, shade) => {
    scored.style.setProperty('--score', String((shade + 0.5) / SHADES));
    return computedColors(['var(--wp-score)'], scored)[0] ?? '';
  });
  const [entropy, wait, edit, probe, answer, viewport, viewportEdge, ...marks] = computedColors([
    'var(--wp-unsure-mark)',
    'var(--wp-wait)',
    'var(--wp-accent-text)',
    'var(--wp-foreground)',
    'var(--wp-muted)',
    'color-mix(in srgb, var(--wp-foreground) 12%, transparent)',
    'var(--vscode-contrastActiveBorder, color-mix(in srgb, var(--wp-foreground) 55%, transparent))',
    ...MARK_KINDS.map((kind) => MARK_LOOKS[kind].color),
  ]) as [string, string, string, string, string, string, string, ...string[]];
  return {
    scores,
    entropy,
    wait,
    edit,
    probe,
    answer,
    viewport,
    viewportEdge,
    marks: Object.fromEntries(MARK_KINDS.map((kind, index) => [kind, marks[index] ?? ''])) as Record<
      MinimapMarkKind,
      string
    >,
  };
}
