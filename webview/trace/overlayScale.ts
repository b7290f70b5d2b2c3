/** How an overlay sorts tokens: a pure function of what is recorded of them, never of their text. */
import type { Trace } from '../../src/core/trace/trace';
import type { TokenOverlay } from '../../src/protocol/tokenOverlay';
import { l10n } from '../components/l10n';
import type { TokenKind } from './tokenHighlights';

/** A token below a cut is one level up; below all of them it has the deepest tint. */
export const PROBABILITY_CUTS = [0.9, 0.7, 0.5, 0.3, 0.1] as const;

/**
 * Nats; a token at or above a cut is one level up. The last three are about ln 2, ln 4 and ln 8: as torn as between
 * two, four and eight equals.
 */
export const ENTROPY_CUTS = [0.1, 0.35, 0.7, 1.4, 2.1] as const;

/** Below this raw probability the model was more likely to write something else. */
export const UNCERTAIN_BELOW = 0.5;

/** 0 (sure, left plain) to 5 (least sure), as many as there are cuts. */
export type Level = 0 | 1 | 2 | 3 | 4 | 5;

export function probabilityLevel(probability: number): Level {
  return PROBABILITY_CUTS.filter((cut) => probability < cut).length as Level;
}

export function entropyLevel(nats: number): Level {
  return ENTROPY_CUTS.filter((cut) => nats >= cut).length as Level;
}

/** The tint of a token; null: none. */
export function tintOf(overlay: TokenOverlay, trace: Trace, token: number): TokenKind | null {
  const { prob, entropy, provenance } = trace.tokens;
  switch (overlay) {
    case 'none':
      return null;
    case 'probability':
      return tintOrUnknown(prob[token], probabilityLevel);
    case 'entropy':
      return tintOrUnknown(entropy[token], entropyLevel);
    case 'provenance':
      return provenance[token] === 'model' ? null : (`fill-${provenance[token] ?? 'user'}` as const);
    default:
      return overlay satisfies never;
  }
}

/** What is not known must not look like what is sure. */
function tintOrUnknown(
  value: number | null | undefined,
  levelOf: (value: number) => Level,
): TokenKind | null {
  return value === null || value === undefined ? 'unknown' : tint(levelOf(value));
}

function tint(level: Level): TokenKind | null {
  return level === 0 ? null : `level-${level}`;
}

/** Whether a dotted line goes under it: a second sign beside the tint. White space has nothing to put it under. */
export function isUncertain(overlay: TokenOverlay, trace: Trace, token: number): boolean {
  if (overlay !== 'probability' || (trace.tokens.prob[token] ?? 1) >= UNCERTAIN_BELOW) return false;
  return trace.tokens.text[token]?.trim() !== '';
}

export interface LegendEntry {
  /** How it looks; null: plain text. */
  readonly kind: TokenKind | null;
  readonly label: string;
}

/** What the tints mean, palest first. */
export function legendOf(overlay: TokenOverlay): LegendEntry[] {
  switch (overlay) {
    case 'none':
      return [];
    case 'probability':
      return PROBABILITY_CUTS.reduce<LegendEntry[]>(
        (entries, cut, index) => [
          ...entries,
          {
            kind: tint((index + 1) as Level),
            label:
              index === PROBABILITY_CUTS.length - 1
                ? `<\u202f${cut}`
                : `${PROBABILITY_CUTS[index + 1]}–${cut}`,
          },
        ],
        [{ kind: null, label: `≥\u202f${PROBABILITY_CUTS[0]}` }],
      );
    case 'entropy':
      return ENTROPY_CUTS.reduce<LegendEntry[]>(
        (entries, cut, index) => [
          ...entries,
          {
            kind: tint((index + 1) as Level),
            label: index === ENTROPY_CUTS.length - 1 ? `≥\u202f${cut}` : `${cut}–${ENTROPY_CUTS[index + 1]}`,
          },
        ],
        [{ kind: null, label: `<\u202f${ENTROPY_CUTS[0]}` }],
      );
    case 'provenance':
      return [
        { kind: null, label: l10n.t('model') },
        { kind: 'fill-forced', label: l10n.t('forced by the budget') },
        { kind: 'fill-user', label: l10n.t('written by hand') },
      ];
    default:
      return overlay satisfies never;
  }
}
