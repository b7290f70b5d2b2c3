/** One open trace: its state, its edits, and the views that show it. Knows nothing of files or engines. */
import type * as vscode from 'vscode';
import type { WaitpointError } from '../core/errors';
import { applyEvent, type TraceEvent } from '../core/trace/traceEvent';
import type { Notice, Task } from '../protocol/webview';
import type { DocumentState } from './documentState';
import { EventBatcher } from './eventBatcher';
import { Listeners } from './listeners';
import { openingNotice } from './notices';

/** What a document tells each of its views. */
export interface DocumentView {
  /** Draw everything anew. */
  show(): void;
  events(events: readonly TraceEvent[]): void;
  notice(notice: Notice | null): void;
  running(running: boolean, task: Task | null): void;
}

export interface DocumentEdit {
  readonly label: string;
  readonly undo: () => Promise<void>;
  readonly redo: () => Promise<void>;
}

/** What was read from a file: a state to show, or why there is none. */
export type DocumentContent =
  { readonly state: DocumentState; readonly readOnly: string | null } | { readonly problem: WaitpointError };

/** A run in progress. */
interface Recording {
  /** What a save in mid-run wrote, if there was one. */
  saved: DocumentState | null;
}

export class TraceDocument implements vscode.CustomDocument {
  readonly views = new Set<DocumentView>();
  notice: Notice | null = null;

  readonly #edits = new Listeners<DocumentEdit>();
  readonly onEdit = this.#edits.event;
  readonly #runningChanged = new Listeners<boolean>();
  readonly onRunningChange = this.#runningChanged.event;
  readonly #disposed = new Listeners<void>();
  readonly onDispose = this.#disposed.event;
  readonly #batcher = new EventBatcher<TraceEvent>((events) => this.#each((view) => view.events(events)));

  #content: DocumentContent;
  #saved: DocumentState | null;
  #recording: Recording | null = null;
  #running = false;
  #task: Task | null = null;
  /** Ends the run in progress; set by who runs it. */
  stopRun: () => Promise<void> = async () => {};

  constructor(
    readonly uri: vscode.Uri,
    content: DocumentContent,
    /** Whether the content is what the file holds, not a backup. */
    fromFile: boolean,
    /** Why nothing may be changed for now whatever the file says (an untrusted workspace), or null. */
    private readonly locked: () => string | null = () => null,
  ) {
    this.#content = content;
    this.#saved = fromFile && 'state' in content ? content.state : null;
    this.notice = this.#openingNotice();
  }

  /** Why the file cannot be shown, or null. */
  get problem(): WaitpointError | null {
    return 'problem' in this.#content ? this.#content.problem : null;
  }

  /** Why nothing may be changed, or null. */
  get readOnly(): string | null {
    if ('problem' in this.#content) return this.#content.problem.message;
    return this.#content.readOnly ?? this.locked();
  }

  /** @throws the problem of a file that could not be read */
  get state(): DocumentState {
    if ('problem' in this.#content) throw this.#content.problem;
    return this.#content.state;
  }

  get isDirty(): boolean {
    if (this.problem) return false;
    return this.#recording !== null || this.#saved !== this.state;
  }

  /** Whether a run or a task is under way. */
  get isRunning(): boolean {
    return this.#running;
  }

  /** What is under way, where it is no run. */
  get task(): Task | null {
    return this.#task;
  }

  /** Which models a new document begins with; no edit, as its file does not hold them. */
  adoptModels({ modelPath, scorerPath }: Pick<DocumentState, 'modelPath' | 'scorerPath'>): void {
    const before = this.state;
    this.#set({ ...before, modelPath, scorerPath });
    if (this.#saved === before) this.#saved = this.state;
    this.#each((view) => view.show());
  }

  /** One undoable change. `by`: the view that made it and shows it already. */
  edit(label: string, after: DocumentState, by?: DocumentView): void {
    const before = this.state;
    if (before === after) return;
    this.#set(after);
    this.#fireEdit(label, before, after);
    this.#each((view) => view !== by && view.show());
  }

  setRunning(running: boolean, task: Task | null = null): void {
    const changed = running !== this.#running;
    this.#running = running;
    this.#task = task;
    this.#each((view) => view.running(running, task));
    if (changed) this.#runningChanged.fire(running);
  }

  setNotice(notice: Notice | null): void {
    this.notice = notice;
    this.#each((view) => view.notice(notice));
  }

  /** Begins a change of the trace there is, such as probing: one undoable edit that the following events fill in. */
  beginChange(label: string): void {
    const before = this.state;
    const after = { ...before, trace: structuredClone(before.trace) };
    this.#recording = { saved: null };
    this.#set(after);
    this.#fireEdit(label, before, after);
  }

  /**
   * Takes one event of a run or a change. The first, `start`, is an undoable edit that the following ones fill in: undone, it
   * stops the run and brings the earlier trace back.
   */
  record(label: string, event: TraceEvent): void {
    if (event.type === 'start') {
      const before = this.state;
      // A copy: who runs the trace folds the same events into its own.
      const after = { ...before, trace: structuredClone(event.trace), next: null };
      this.#recording = { saved: null };
      this.#set(after);
      this.#fireEdit(label, before, after);
    } else if (this.#recording) {
      // In place: the state keeps being the one that the edit above restores on redo.
      applyEvent(this.state.trace, event);
    } else {
      return;
    }
    this.#batcher.add(event);
  }

  /** The run is over: what it wrote after a save in mid-run becomes an edit of its own. */
  finishRecording(label: string): void {
    this.#batcher.flush();
    const saved = this.#recording?.saved;
    this.#recording = null;
    if (saved) this.#fireEdit(label, saved, this.state);
  }

  /** Sends pending events to the views there are, so that a view that begins now does not get them twice. */
  flushEvents(): void {
    this.#batcher.flush();
  }

  /** The present state, which later tokens of a run will not change. */
  snapshot(): DocumentState {
    return this.#recording ? { ...this.state, trace: structuredClone(this.state.trace) } : this.state;
  }

  /** `saved`, a snapshot, is in the file now. */
  markSaved(saved: DocumentState): void {
    this.#saved = saved;
    if (this.#recording) this.#recording.saved = saved;
  }

  /** Makes what came after the last save an edit of its own. */
  tellUnsaved(label: string): void {
    if (this.#saved && this.isDirty) this.#fireEdit(label, this.#saved, this.state);
  }

  /** Replaces everything by what the file holds now. */
  reload(content: DocumentContent): void {
    this.#recording = null;
    this.#content = content;
    this.#saved = 'state' in content ? content.state : null;
    this.notice = this.#openingNotice();
    this.#each((view) => view.show());
  }

  /** Draws every view anew, after a change outside the document (trust, models). */
  refresh(): void {
    this.flushEvents();
    this.#each((view) => view.show());
  }

  dispose(): void {
    this.#disposed.fire();
    this.#edits.dispose();
    this.#runningChanged.dispose();
    this.#disposed.dispose();
    this.views.clear();
  }

  #set(state: DocumentState): void {
    // Only what may be changed is ever set.
    this.#content = { state, readOnly: null };
  }

  #fireEdit(label: string, before: DocumentState, after: DocumentState): void {
    const restore = async (state: DocumentState): Promise<void> => {
      await this.stopRun();
      this.flushEvents();
      this.#set(state);
      this.notice = this.#openingNotice();
      this.#each((view) => view.show());
    };
    this.#edits.fire({ label, undo: () => restore(before), redo: () => restore(after) });
  }

  #openingNotice(): Notice | null {
    return this.problem || this.readOnly !== null ? null : openingNotice(this.state.trace);
  }

  #each(tell: (view: DocumentView) => unknown): void {
    for (const view of [...this.views]) tell(view);
  }
}
