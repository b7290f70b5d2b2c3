import { l10n } from '../core/l10n';

/** What the view can colour tokens by, in the order in which they are offered. */
export const TOKEN_OVERLAYS = ['none', 'probability', 'entropy', 'provenance'] as const;
export type TokenOverlay = (typeof TOKEN_OVERLAYS)[number];

/** What each is called where it is chosen. */
export const overlayLabel = (overlay: TokenOverlay): string =>
  ({
    none: l10n.t('None'),
    probability: l10n.t('Probability'),
    entropy: l10n.t('Entropy'),
    provenance: l10n.t('Provenance'),
  })[overlay];
