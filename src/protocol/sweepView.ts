/** Messages between the extension host and the sweep view, by birpc over postMessage. */
import type { SweepTexts } from '../core/sweep/axesText';
import type { RunRequest } from '../core/trace/trace';
import type { BranchSegment } from '../core/trace/branchSegments';
import type { CompareSide } from './forkViews';

export interface SweepCell extends BranchSegment {
  /** Of its tokens. */
  readonly text: string;
}

/** What stands beside each other. */
export interface SweepRow {
  /** What the columns say, each once. */
  readonly variants: readonly SweepCell[];
  /** Place in `variants`, a column; null: it has nothing there. */
  readonly columns: readonly (number | null)[];
}

export interface SweepColumn extends CompareSide {
  /** Place in the sweep as it was asked for, from 0. */
  readonly column: number;
  /** What it was asked for and others were not, maximum and waits in any case: "max 64 · 2 waits". */
  readonly label: string;
  readonly answerTokens: number;
  /** By the model, for this column: what it shares with one that ended before counts there. 0: not known yet. */
  readonly evaluatedTokens: number;
  /** Milliseconds; null: not known yet. */
  readonly totalMs: number | null;
  /** Mean probability of the answer's tokens, 0..1; null: not known. */
  readonly confidence: number | null;
  /** Scored steps. */
  readonly scores: readonly {
    /** Thinking tokens at the end of the step. */
    readonly tokens: number;
    readonly score: number;
  }[];
  /** Thinking tokens before each wait. */
  readonly waitsAt: readonly number[];
}

/** What a sweep is set up from. */
export interface SweepSetup {
  /** Of the trace; its columns are saved beside it. */
  readonly parent: string;
  readonly question: string;
  /** What lists that are left empty take their value from. */
  readonly request: RunRequest;
  /** File names. */
  readonly model: string;
  /** Null: steps are not scored. */
  readonly scorer: string | null;
  /** What is proposed. */
  readonly texts: SweepTexts;
  /** Milliseconds that a token of the trace took; null: it has not run. */
  readonly msPerToken: number | null;
  /** Why it cannot run; null: it can. */
  readonly refusal: string | null;
}

export interface SweepProgress {
  /** Columns that are whole. */
  readonly done: number;
  readonly all: number;
  /** Of the column that has thought most. */
  readonly thinkingTokens: number;
}

export interface SweepState {
  /** Null: it was opened from its traces. */
  readonly setup: SweepSetup | null;
  /** Null: nothing runs. */
  readonly progress: SweepProgress | null;
  /** Why the last run broke off, if it did. */
  readonly failure: string | null;
  readonly question: string;
  /** The right answer; null: not known. */
  readonly expected: string | null;
  /** In the order asked for. */
  readonly columns: readonly SweepColumn[];
  /** Places in `columns` of those that are one thinking under growing budgets, the shortest first. */
  readonly curves: readonly (readonly number[])[];
  /** Some column has a scorer. */
  readonly scored: boolean;
  /** What all columns that have begun say first. */
  readonly shared: readonly SweepCell[];
  readonly rows: readonly SweepRow[];
  /** Columns of the sweep, from 0, whose traces are not there. */
  readonly missing: readonly number[];
}

/** Served by the extension host. Every call answers or rejects with a message for the user. */
export interface SweepHostApi {
  ready(): Promise<SweepState>;
  open(uri: string): Promise<void>;
  /** Begins the sweep of the setup; rejects where it cannot. */
  run(texts: SweepTexts): Promise<void>;
  /** Ends it after the batch under way; what was received is kept. */
  stop(): Promise<void>;
}

export interface SweepViewApi {
  show(state: SweepState): void;
  /** It can no longer be shown. */
  failed(message: string): void;
  /** Runs what is typed, or shows why it cannot run. */
  run(): void;
  /** Compares the others with this column; null: with none. */
  pin(column: number | null): void;
  /** Shows the charts, or hides them. */
  toggleCharts(): void;
  place(): SweepPlace;
}

/** Numbers of columns, from 0. */
export interface SweepPlace {
  /** That which had the focus last; null: none had it. */
  readonly column: number | null;
  /** That which the others are compared with; null: none is. */
  readonly pinned: number | null;
}

/** What the view keeps for the day the window is loaded anew. */
export interface SweepPanelState {
  /** Of the columns' traces. */
  readonly uris: readonly string[];
  /** Column that the others are compared with; null: none. */
  readonly reference: number | null;
  /** Of the trace that it is set up from; null: none. */
  readonly parent: string | null;
  /** As typed; null: as proposed. */
  readonly texts: SweepTexts | null;
  /** The charts are folded away. */
  readonly chartsHidden: boolean;
}
