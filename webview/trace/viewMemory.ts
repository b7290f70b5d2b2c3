/** What only the view knows, kept by VS Code while it is hidden or reloaded. The trace itself is the host's. */
import type { TokenOverlay } from '../../src/protocol/tokenOverlay';
import { vscode } from '../vscodeApi';
import type { RunForm } from './runForm';
import { NO_FILTER, type StepFilter } from './stepFilter';

export interface ViewMemory {
  /** What was typed and not yet sent, and the host's parameters (as JSON) that it was typed over. */
  readonly draft: { readonly over: string; readonly form: RunForm } | null;
  /** The extra settings are unfolded. */
  readonly more: boolean;
  /** The debugger's lines and the scores are there below the counters. */
  readonly panel: boolean;
  /** What tokens are tinted by. */
  readonly overlay: TokenOverlay;
  readonly scroll: ScrollPlace;
  readonly steps: StepMemory;
  /** Keys annotate. */
  readonly annotate: boolean;
  /** What the scorer says of a step is hidden until it is rated. */
  readonly hidesScores: boolean;
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
  panel: true,
  overlay: 'probability',
  scroll: { row: 0, offset: 0 },
  steps: { folded: [], filter: NO_FILTER, filterOpen: false, maths: true },
  annotate: false,
  hidesScores: false,
};

/** Before there were overlays, uncertain tokens were underlined or not. */
interface OlderMemory {
  readonly uncertain?: boolean;
}

export function recall(): ViewMemory {
  const kept = vscode.getState() as
    { version?: unknown; memory?: Partial<ViewMemory> & OlderMemory } | null | undefined;
  if (kept?.version !== VERSION || !kept.memory) return FRESH;
  const { uncertain, ...memory } = kept.memory;
  return { ...FRESH, ...(uncertain === false && { overlay: 'none' }), ...memory };
}

export function remember(change: Partial<ViewMemory>): void {
  vscode.setState({ version: VERSION, memory: { ...recall(), ...change } });
}
