/** Messages between the extension host and a trace view, by birpc over postMessage. All are plain data. */
import type { ForkAction } from '../core/fork';
import type { RunRequest, Trace } from '../core/trace/trace';
import type { TraceEvent } from '../core/trace/traceEvent';
import type { AnnotateCall, AnnotationsState } from './annotations';
import type { TokenOverlay } from './tokenOverlay';
import type { PackedState } from './packedTrace';
import type { StepCommand } from './stepCommand';

/** A model that can be picked. */
export interface ModelChoice {
  /** Absolute path, or 'none' (scorers only). */
  readonly path: string;
  readonly label: string;
  /** One line more: what the model says of itself in the defaults beside it, or else its folder. */
  readonly description: string;
  /** It comes with the extension, and knows little. */
  readonly isDemo?: boolean;
  /** Why its preset is a guess; absent where it is none. */
  readonly presetNote?: string;
}

export type EngineStatus =
  | { readonly state: 'idle' }
  | { readonly state: 'loading'; readonly what: string; /** 0..1 */ readonly progress: number }
  | {
      readonly state: 'running';
      readonly model: string;
      readonly device: string;
      readonly use?: readonly string[];
    }
  | {
      readonly state: 'ready';
      readonly model: string;
      readonly device: string;
      readonly use?: readonly string[];
    }
  | { readonly state: 'failed'; readonly message: string };

/** Something to tell the user inside the view. */
export interface Notice {
  readonly kind: 'error' | 'warning' | 'info';
  readonly message: string;
  /** More, shown on demand: exit code, signal, the end of stderr. */
  readonly detail: string | null;
  /** Offer to go on from the last token in a fresh engine. */
  readonly canContinue: boolean;
}

/** Everything a view needs to draw itself from nothing: on opening, reloading and undo. */
export interface ViewState {
  readonly trace: Trace;
  /** A newer schema, or an untrusted workspace: nothing may be changed or run. */
  readonly readOnly: string | null;
  /** A run or a task is under way: Stop ends it. */
  readonly running: boolean;
  /** What is under way, where it is no run. */
  readonly task: Task | null;
  readonly models: readonly ModelChoice[];
  readonly scorers: readonly ModelChoice[];
  readonly modelPath: string;
  /** 'none' for no scorer. */
  readonly scorerPath: string;
  readonly engine: EngineStatus;
  readonly notice: Notice | null;
  readonly annotations: AnnotationsState;
  /** Place of the step to go to: the view was opened by a link. */
  readonly goTo?: number;
}

/** Work on a trace that is there already: probes, scores. */
export interface Task {
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** What can be done to a trace that is there, by commands, menus and the view. */
export const DEBUG_COMMANDS = [
  'probeHere',
  'probeSteps',
  'probeWaits',
  'clearProbes',
  'forkWait',
  'forkEnd',
  'forkAlternative',
  'forkResample',
  'forkEdit',
  'forkContinue',
  'forkBudget',
  'scoreSteps',
  'setRightAnswer',
  'goToParent',
  'markRight',
  'markWrong',
  'clearMark',
] as const;
export type DebugCommand = (typeof DEBUG_COMMANDS)[number];

/** Where a command acts, if nothing else is said. */
export interface Place {
  /** The token that is picked, else the first one of the focused row; null where there is none. */
  readonly at: number | null;
  /** The run bar as it stands; null where it cannot be run. */
  readonly request: RunRequest | null;
}

/** What Run sends: the whole run bar. The host validates it again. */
export interface RunParameters {
  readonly question: string;
  readonly request: RunRequest;
  readonly modelPath: string;
  readonly scorerPath: string;
}

/** Served by the extension host. Every call answers or rejects with a message for the user. */
export interface HostApi {
  /** The view is there: answers its first state. */
  ready(): Promise<PackedState>;
  run(parameters: RunParameters): Promise<void>;
  stop(): Promise<void>;
  /** Goes on with an interrupted run from its last token. */
  continueRun(): Promise<void>;
  /** The run bar changed: kept in the trace as a draft of the next run (an undoable edit). */
  edit(parameters: RunParameters): Promise<void>;
  /** Asks for a model file by a dialog; answers the choices with the new one, or null when cancelled. */
  browseModel(role: 'model' | 'scorer'): Promise<ModelChoice | null>;
  /** @param at token; null: where the view stands */
  debug(command: DebugCommand, at: number | null): Promise<void>;
  /** Makes a fork that leaves the trace before token `at`, and runs it. */
  fork(at: number, action: ForkAction): Promise<void>;
  /** Shows the engine's log. */
  showLog(): Promise<void>;
  dismissNotice(): Promise<void>;
  /** Puts text on the clipboard. */
  copyText(text: string): Promise<void>;
  /** Puts a link to the step on the clipboard. @param step its place */
  copyLink(step: number): Promise<void>;
  /** Adds an annotation; the view learns of it by `annotations`. */
  annotate(call: AnnotateCall): Promise<void>;
  /** Takes the last annotation back, or back in. */
  reviseAnnotation(revision: 'undo' | 'redo'): Promise<void>;
  /** Says again of this trace what was said of an earlier version, where its text still stands. Answers how many. */
  takeOverAnnotations(): Promise<number>;
  /** Opens the next trace of the queue. */
  nextToLabel(): Promise<void>;
}

/** Served by the webview. */
export interface ViewApi {
  /** Replaces everything. */
  show(state: PackedState): void;
  /** Events of the running trace, in order, batched per frame. */
  events(events: readonly TraceEvent[]): void;
  engine(status: EngineStatus): void;
  notice(notice: Notice | null): void;
  running(running: boolean, task: Task | null): void;
  annotations(state: AnnotationsState): void;
  /** Answers where commands act. */
  place(): Place;
  /** Opens the step around token `at` for editing. */
  editStep(at: number): void;
  /** A command of the workbench that acts inside the view. */
  command(name: ViewCommand): void;
  /** @param step its place */
  goToStep(step: number): void;
}

export type ViewCommand =
  | 'run'
  | 'stop'
  | 'focusQuestion'
  | 'nextWait'
  | 'previousWait'
  | 'togglePanel'
  | 'cycleOverlay'
  | 'annotate'
  | StepCommand
  | `overlay:${TokenOverlay}`;
