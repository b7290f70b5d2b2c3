/** Messages between the extension host and the fork tree and compare views, by birpc over postMessage. */
import type { BranchDiff } from '../core/trace/branchDiff';
import type { RequestChange } from '../core/trace/requestChanges';
import type { ForkChange } from '../core/trace/trace';
import type { TraceHead } from '../core/trace/traceHead';

/** What a trace is told by in both views. */
export interface TraceFacts extends Pick<
  TraceHead,
  'answer' | 'right' | 'lastScore' | 'leastScore' | 'thinkingTokens' | 'waits' | 'state'
> {
  readonly uri: string;
  /** Of its file, without the folder. */
  readonly name: string;
  readonly running: boolean;
}

/** What a fork did where it left its parent. */
export interface ForkEdge {
  readonly change: ForkChange;
  /** Tokens shared with the parent. */
  readonly at: number;
  /** What it asked for otherwise. Empty where the parent is missing: nobody knows. */
  readonly settings: readonly RequestChange[];
}

export interface TreeNode {
  /** Null: the parent of some fork, and not found. */
  readonly trace: TraceFacts | null;
  /** Of the file; of a missing one, what a fork calls it. */
  readonly name: string;
  /** Null at a root. */
  readonly edge: ForkEdge | null;
  readonly children: readonly TreeNode[];
  /** Says what another file says. */
  readonly isCopy: boolean;
  /** The parent's file no longer holds what was forked. */
  readonly parentChanged: boolean;
}

export interface Tree {
  readonly question: string;
  /** The right answer, where it is known. */
  readonly expected: string | null;
  readonly root: TreeNode;
}

export interface TreeState {
  /** Those with forks, and that of the active trace. */
  readonly trees: readonly Tree[];
  /** URI of the trace that is open in front, or was last; null: none was. */
  readonly active: string | null;
  /** Traces that are not in a tree with forks. */
  readonly others: number;
  /** Names of files that could not be read. */
  readonly unreadable: readonly string[];
}

/** Served by the extension host. Every call answers or rejects with a message for the user. */
export interface TreeHostApi {
  /** Answers the first state as soon as the files are read. */
  ready(): Promise<TreeState>;
  open(uri: string): Promise<void>;
  compare(left: string, right: string): Promise<void>;
}

export interface TreeViewApi {
  show(state: TreeState): void;
  /** Files read, of all there are to read. */
  progress(read: number, all: number): void;
}

export interface CompareSide extends TraceFacts {
  readonly thinkingStart: number;
  /** In a word or two; null: it is not over. */
  readonly ended: 'byModel' | 'forced' | 'brokenOff' | null;
}

export interface CompareState {
  readonly question: string;
  /** Of the right trace, where it was asked something else; null: the same. */
  readonly otherQuestion: string | null;
  readonly left: CompareSide;
  readonly right: CompareSide;
  readonly diff: BranchDiff;
}

export interface CompareHostApi {
  /** Rejects where one of the two cannot be read. */
  ready(): Promise<CompareState>;
  open(uri: string): Promise<void>;
}

export interface CompareViewApi {
  show(state: CompareState): void;
  /** One of the two can no longer be read. */
  failed(message: string): void;
}

/** What the views keep for the day the window is loaded anew. */
export interface TreePanelState {
  readonly active: string | null;
}
export interface ComparePanelState {
  readonly left: string;
  readonly right: string;
}
