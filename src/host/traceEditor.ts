/** The custom editor of `*.trace.json`: documents with undo, save, revert, hot exit and reload from disk. */
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import type { Trace } from '../core/trace/trace';
import { stringifyTrace } from '../core/trace/traceFile';
import type { ViewCommand } from '../protocol/webview';
import { stringifyBackup } from './documentContent';
import { DocumentReader } from './documentReader';
import type { JournalStore } from './journalStore';
import { recoveryNotice } from './notices';
import type { RunController } from './runController';
import { TraceDocument } from './traceDocument';
import { digestOf, digestOnDisk, watchFile, writeText } from './traceFiles';
import { TraceView, type TraceViewServices } from './traceView';

/** Nobody looks at a closed editor any more: its engine gets little time to say its last tokens. */
const CLOSING_GRACE_MS = 1_000;

export const VIEW_TYPE = 'waitpoint.trace';

export interface TraceEditorServices extends Omit<TraceViewServices, 'onReady'> {
  readonly runs: RunController;
  readonly journals: JournalStore;
}

/** What the editor knows of a document beside its content. */
interface Tracked {
  /** Digest of the file as it was last read, written or waived; null where there is none. */
  disk: string | null;
  /** A run cut off by a crash, to be shown as soon as there is a view. */
  recovered: Trace | null;
  /** Whether somebody is being asked about a change on disk. */
  asking: boolean;
}

export class TraceEditor implements vscode.CustomEditorProvider<TraceDocument>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.CustomDocumentEditEvent<TraceDocument>>();
  readonly onDidChangeCustomDocument = this.#changed.event;
  readonly #activeChanged = new vscode.EventEmitter<TraceDocument | null>();
  /** The document of the active editor, whenever it or its run changes. */
  readonly onActiveChange = this.#activeChanged.event;

  readonly #documents = new Map<TraceDocument, Tracked>();
  readonly #views = new Set<TraceView>();
  /** Runs of closed documents that are still ending, by URI: an opening waits for what they leave. */
  readonly #closing = new Map<string, Promise<void>>();
  /** Steps that links asked for, by the URI of a trace that is still to be opened. */
  readonly #goals = new Map<string, number>();
  readonly #reader: DocumentReader;

  constructor(private readonly services: TraceEditorServices) {
    this.#reader = new DocumentReader(services.models);
  }

  /** The view that has the focus, or had it last and is still in front. */
  get activeView(): TraceView | null {
    return [...this.#views].find((view) => view.panel.active) ?? null;
  }

  /** Those that are open. */
  get documents(): readonly TraceDocument[] {
    return [...this.#documents.keys()];
  }

  documentAt(uri: vscode.Uri): TraceDocument | null {
    return [...this.#documents.keys()].find((one) => one.uri.toString() === uri.toString()) ?? null;
  }

  /** Passes a command on to the active view. */
  command(name: ViewCommand): void {
    this.activeView?.command(name);
  }

  /** Goes to a step of an open trace, or of one that is about to be opened. @param step its place */
  goToStep(uri: vscode.Uri, step: number): void {
    const views = [...this.#views].filter((view) => view.document.uri.toString() === uri.toString());
    const view = views.find(({ panel }) => panel.active) ?? views[0];
    if (view) view.goToStep(step);
    else this.#goals.set(uri.toString(), step);
  }

  /** Whether a new trace may not have this URI: it is open, or a cut-off run of it waits to be recovered. */
  async isTaken(uri: vscode.Uri): Promise<boolean> {
    return this.documentAt(uri) !== null || this.services.journals.has(uri.toString());
  }

  /** What an untitled document at `uri` begins with. */
  setDraft(uri: vscode.Uri, trace: Trace): void {
    this.#reader.setDraft(uri, trace);
  }

  /** Draws all views anew: trust was granted, or a setting changed what can be picked. */
  refresh(): void {
    for (const document of this.#documents.keys()) document.refresh();
  }

  async openCustomDocument(
    uri: vscode.Uri,
    context: vscode.CustomDocumentOpenContext,
  ): Promise<TraceDocument> {
    await this.#closing.get(uri.toString());
    const { content, disk, isSaved } = await this.#reader.open(uri, context);
    const document = new TraceDocument(uri, content, isSaved, whyLocked);
    const recovered = document.readOnly === null ? await this.#recover(uri) : null;
    this.#documents.set(document, { disk, recovered, asking: false });
    this.#wire(document);
    return document;
  }

  resolveCustomEditor(document: TraceDocument, panel: vscode.WebviewPanel): void {
    const view = new TraceView(document, panel, {
      ...this.services,
      onReady: (of) => this.#offerRecovery(of),
    });
    this.#views.add(view);
    const goal = this.#goals.get(document.uri.toString());
    this.#goals.delete(document.uri.toString());
    if (goal !== undefined) view.goToStep(goal);
    panel.onDidChangeViewState(() => this.#tellActive());
    panel.onDidDispose(() => {
      this.#views.delete(view);
      this.#tellActive();
    });
    this.#tellActive();
  }

  async saveCustomDocument(document: TraceDocument): Promise<void> {
    if (document.readOnly !== null) throw errors.badInput(document.readOnly);
    const tracked = this.#tracked(document);
    const onDisk = await digestOnDisk(document.uri);
    if (onDisk !== null && onDisk !== tracked.disk && !(await this.#mayOverwrite(document))) {
      throw new vscode.CancellationError();
    }
    const saved = document.snapshot();
    await this.#write(document, saved.trace);
    document.markSaved(saved);
    if (document.isRunning) return;
    if (!document.isDirty) await this.services.journals.discard(document.uri.toString());
    // Once the workbench has taken note of the save: what came during it is not saved.
    else setTimeout(() => document.tellUnsaved(vscode.l10n.t('Run')));
  }

  async saveCustomDocumentAs(document: TraceDocument, destination: vscode.Uri): Promise<void> {
    if (document.readOnly !== null) {
      // Not ours to write anew: what is not understood must survive the copy.
      await vscode.workspace.fs.copy(document.uri, destination, { overwrite: true });
      return;
    }
    const isWhole = !document.isRunning;
    await writeText(destination, stringifyTrace(document.state.trace));
    if (isWhole) await this.services.journals.discard(document.uri.toString());
  }

  async revertCustomDocument(document: TraceDocument): Promise<void> {
    const id = document.uri.toString();
    // Closing without saving reverts too. In mid-run the journal is then all there is of the run: it stays.
    const wasRunning = document.isRunning;
    await this.services.runs.stop(document);
    await this.#reload(document);
    if (wasRunning) this.services.journals.abandon(id);
    else await this.services.journals.discard(id);
  }

  async backupCustomDocument(
    document: TraceDocument,
    { destination }: vscode.CustomDocumentBackupContext,
  ): Promise<vscode.CustomDocumentBackup> {
    const { disk } = this.#tracked(document);
    const isWhole = !document.isRunning;
    await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(destination, '..'));
    await writeText(destination, stringifyBackup({ state: document.state, disk }));
    if (isWhole) await this.services.journals.discard(document.uri.toString());
    return {
      id: destination.toString(),
      delete: () => void vscode.workspace.fs.delete(destination).then(undefined, () => {}),
    };
  }

  dispose(): void {
    this.#changed.dispose();
    this.#activeChanged.dispose();
  }

  #wire(document: TraceDocument): void {
    const { journals, runs } = this.services;
    const watcher = watchFile(document.uri, () => {
      this.#changedOnDisk(document).catch((error: unknown) => this.services.log.error(messageOf(error)));
    });
    document.onEdit(({ label, undo, redo }) => {
      this.#changed.fire({ document, label, undo, redo });
      this.#tellActive();
    });
    document.onRunningChange(() => this.#tellActive());
    document.onDispose(() => {
      watcher.dispose();
      this.#documents.delete(document);
      const id = document.uri.toString();
      // Closed in mid-run: the journal keeps what was received for the next opening.
      if (document.isRunning) {
        const closed = runs.stop(document, CLOSING_GRACE_MS).then(() => journals.abandon(id));
        this.#closing.set(id, closed);
        void closed.finally(() => this.#closing.delete(id));
      } else if (journals.owns(id)) {
        void journals.discard(id).catch(() => {});
      }
    });
  }

  async #changedOnDisk(document: TraceDocument): Promise<void> {
    const tracked = this.#documents.get(document);
    if (!tracked || tracked.asking) return;
    const onDisk = await digestOnDisk(document.uri);
    if (onDisk === tracked.disk) return;
    if (!document.isDirty) return this.#reload(document);
    tracked.asking = true;
    try {
      const reload = vscode.l10n.t('Reload');
      const keep = vscode.l10n.t('Keep Mine');
      const name = nameOf(document.uri);
      const answer = await vscode.window.showWarningMessage(
        vscode.l10n.t('{0} has changed on disk, and has changes here that are not saved.', name),
        reload,
        keep,
      );
      if (answer === reload) await this.#revertByWorkbench(document);
      else if (answer === keep) tracked.disk = await digestOnDisk(document.uri);
    } finally {
      tracked.asking = false;
    }
  }

  /** Only the workbench can make a document clean again, and only the active one. */
  async #revertByWorkbench(document: TraceDocument): Promise<void> {
    const view = [...this.#views].find((one) => one.document === document);
    view?.panel.reveal();
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }

  async #reload(document: TraceDocument): Promise<void> {
    const { content, disk } = await this.#reader.read(document.uri);
    const tracked = this.#documents.get(document);
    // Closed meanwhile.
    if (!tracked) return;
    tracked.disk = disk;
    document.reload(content);
    this.#tellActive();
  }

  async #mayOverwrite(document: TraceDocument): Promise<boolean> {
    const overwrite = vscode.l10n.t('Overwrite');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('{0} has changed on disk since it was opened here.', nameOf(document.uri)),
      { modal: true, detail: vscode.l10n.t('Overwriting it loses those changes.') },
      overwrite,
    );
    return answer === overwrite;
  }

  async #write(document: TraceDocument, trace: Trace): Promise<void> {
    const tracked = this.#tracked(document);
    const text = stringifyTrace(trace);
    // Before writing: the watcher may speak sooner than the write returns.
    const before = tracked.disk;
    tracked.disk = digestOf(Buffer.from(text, 'utf8'));
    try {
      await writeText(document.uri, text);
    } catch (error) {
      tracked.disk = before;
      throw error;
    }
  }

  async #recover(uri: vscode.Uri): Promise<Trace | null> {
    try {
      const trace = await this.services.journals.recover(uri.toString());
      return trace && trace.tokens.id.length > 0 ? trace : null;
    } catch (error) {
      this.services.log.error(messageOf(error));
      return null;
    }
  }

  #offerRecovery(document: TraceDocument): void {
    const tracked = this.#tracked(document);
    const { recovered } = tracked;
    tracked.recovered = null;
    if (!recovered || document.readOnly !== null || document.isRunning) return;
    document.edit(vscode.l10n.t('Recover Run'), { ...document.state, trace: recovered, next: null });
    document.setNotice(recoveryNotice(recovered));
  }

  #tracked(document: TraceDocument): Tracked {
    const tracked = this.#documents.get(document);
    if (!tracked) throw errors.badInput(vscode.l10n.t('{0} is closed.', nameOf(document.uri)));
    return tracked;
  }

  #tellActive(): void {
    this.#activeChanged.fire(this.activeView?.document ?? null);
  }
}

function whyLocked(): string | null {
  return vscode.workspace.isTrusted
    ? null
    : vscode.l10n.t('This workspace is not trusted: its traces are shown, and nothing is changed or run.');
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
