/** Places that others point out on the minimap. */

export interface MinimapMark {
  /** Token. */
  readonly at: number;
  readonly kind: MinimapMarkKind;
}

export type MinimapMarkKind = keyof typeof MARK_LOOKS;

export interface MarkLook {
  readonly color: string;
  /** Which part of the width its tick takes: two kinds differ in more than their colour. */
  readonly from: number;
  readonly to: number;
}

/** A further kind needs a line here and nothing else. */
export const MARK_LOOKS = {
  selected: { color: 'var(--wp-foreground)', from: 0, to: 1 },
  search: {
    color: 'var(--vscode-editorOverviewRuler-findMatchForeground, var(--wp-wait))',
    from: 0.68,
    to: 1,
  },
  loop: { color: 'var(--wp-error)', from: 0, to: 0.1 },
} as const satisfies Record<string, MarkLook>;

export const MARK_KINDS = Object.keys(MARK_LOOKS) as MinimapMarkKind[];
