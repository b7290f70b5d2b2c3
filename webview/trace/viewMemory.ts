/** What only the view knows, kept by VS Code while it is hidden or reloaded. The trace itself is the host's. */
import { vscode } from '../vscodeApi';
import type { RunForm } from './runForm';
import { NO_FILTER, type StepFilter } from './stepFilter';

export interface ViewMemory {
  /** What was typed and not yet sent, and the host's parameters (as JSON) that it was typed over. */
  readonly draft: { readonly over: string; readonly form: RunForm } | null;
  /** The extra settings are unfolded. */
  readonly more: boolean;
  /** Uncertain tokens are underlined. */
  readonly uncertain: boolean;
  readonly scroll: ScrollPlace;
  readonly steps: StepMemory;
}

/** How the steps are shown. */
export interface StepMemory {
  /** Places of those of which only the first line is shown. */
  readonly folded: readonly number[];
  readonly filter: StepFilter;
  /** The fields of the filter are there. */
  readonly filterOpen: boolean;
  /** Formulas are drawn. */
  readonly maths: boolean;
}

/** Where the list of steps stands: at its end, following it, or with a row at the upper edge. */
export type ScrollPlace = { readonly row: number; readonly offset: number } | 'end';

/** Raised when an older memory can no longer be read: it is then forgotten. */
const VERSION = 1;

const FRESH: ViewMemory = {
  draft: null,
  more: false,
  uncertain: true,
  scroll: { row: 0, offset: 0 },
  steps: { folded: [], filter: NO_FILTER, filterOpen: false, maths: true },
};

export function recall(): ViewMemory {
  const kept = vscode.getState() as { version?: unknown; memory?: Partial<ViewMemory> } | null | undefined;
  return kept?.version === VERSION && kept.memory ? { ...FRESH, ...kept.memory } : FRESH;
}

export function remember(change: Partial<ViewMemory>): void {
  vscode.setState({ version: VERSION, memory: { ...recall(), ...change } });
}
