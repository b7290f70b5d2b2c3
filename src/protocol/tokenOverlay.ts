/** What the view can colour tokens by, in the order in which they are offered. */
export const TOKEN_OVERLAYS = ['none', 'probability', 'entropy', 'provenance'] as const;
export type TokenOverlay = (typeof TOKEN_OVERLAYS)[number];

/** What each is called where it is chosen. */
export const OVERLAY_LABELS: Readonly<Record<TokenOverlay, string>> = {
  none: 'None',
  probability: 'Probability',
  entropy: 'Entropy',
  provenance: 'Provenance',
};
