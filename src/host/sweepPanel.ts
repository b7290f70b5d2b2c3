/** The columns of a sweep side by side, and what sets one up: a panel for each sweep. */
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import { readAxes, type SweepTexts } from '../core/sweep/axesText';
import type { GradeAnswer } from '../core/grade/traceGrade';
import type { SweepHostApi, SweepPanelState, SweepState, SweepViewApi } from '../protocol/sweepView';
import type { EngineService } from './engineService';
import { fileNameOf } from './forkNames';
import type { JournalStore } from './journalStore';
import type { Models } from './models';
import { openTrace } from './openTrace';
import { PanelView } from './panelView';
import { Refresher } from './refresher';
import { ColumnReader } from './sweepFiles';
import { SweepSource } from './sweepSource';
import type { SweepRun } from './sweepRun';
import { sweepState } from './sweepState';
import type { TraceEditor } from './traceEditor';

export const SWEEP_PANEL = 'waitpoint.sweep';

/** Aligning costs more than telling a score: a run is looked at once a second. */
const LIVE_MS = 1_000;

export interface SweepServices {
  readonly extensionUri: vscode.Uri;
  readonly editor: TraceEditor;
  readonly engine: EngineService;
  readonly journals: JournalStore;
  readonly models: Models;
  readonly grade: GradeAnswer;
  /** Most tokens the context may hold; undefined: what the model was trained for. */
  contextSize(): number | undefined;
}

export class SweepPanels implements vscode.WebviewPanelSerializer<SweepPanelState>, vscode.Disposable {
  readonly #panels = new Set<SweepPanel>();
  readonly #listening: vscode.Disposable;

  constructor(private readonly services: SweepServices) {
    this.#listening = services.editor.onActiveChange(() => this.refresh());
  }

  /** @param columns files of the columns */
  show(columns: readonly vscode.Uri[]): void {
    const open = [...this.#panels].find((panel) => panel.shows(columns));
    if (open) return open.reveal();
    this.#fill(newPanel(vscode.l10n.t('Sweep')), columns, null);
  }

  /** @param parent trace that the sweep is set up from */
  setUp(parent: vscode.Uri): void {
    const open = [...this.#panels].find((panel) => panel.isOf(parent));
    if (open) return open.reveal();
    const title = vscode.l10n.t('Sweep of {0}', fileNameOf(parent.path).replace(/\.trace\.json$/, ''));
    this.#fill(newPanel(title), [], parent);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state?: SweepPanelState): Promise<void> {
    const uris = Array.isArray(state?.uris) ? state.uris.filter((uri) => typeof uri === 'string') : [];
    const parent = typeof state?.parent === 'string' ? vscode.Uri.parse(state.parent) : null;
    if (uris.length === 0 && !parent) panel.dispose();
    else
      this.#fill(
        panel,
        uris.map((uri) => vscode.Uri.parse(uri)),
        parent,
      );
  }

  /** @param file that changed; default: anything may have */
  refresh(file?: vscode.Uri): void {
    for (const panel of this.#panels) panel.refresh(file);
  }

  dispose(): void {
    this.#listening.dispose();
    for (const panel of this.#panels) panel.stop();
  }

  #fill(panel: vscode.WebviewPanel, columns: readonly vscode.Uri[], parent: vscode.Uri | null): void {
    const filled = new SweepPanel(panel, columns, parent, this.services);
    this.#panels.add(filled);
    panel.onDidDispose(() => {
      this.#panels.delete(filled);
      // What nobody sees any more need not be run; what there is of it is saved.
      filled.stop();
    });
  }
}

const newPanel = (title: string): vscode.WebviewPanel =>
  vscode.window.createWebviewPanel(SWEEP_PANEL, title, vscode.ViewColumn.Active);

class SweepPanel {
  readonly #page: PanelView<SweepViewApi, SweepHostApi>;
  readonly #refresher = new Refresher(() => this.#refresh());
  readonly #reader: ColumnReader;
  readonly #source: SweepSource | null;
  #run: SweepRun | null = null;
  #isRunning = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private columns: readonly vscode.Uri[],
    private readonly parent: vscode.Uri | null,
    services: SweepServices,
  ) {
    const { extensionUri, editor } = services;
    this.#reader = new ColumnReader(editor);
    this.#source = parent && new SweepSource(parent, services);
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'activityBar.svg');
    this.#page = new PanelView(
      panel,
      extensionUri,
      { bundle: 'sweepView', title: panel.title },
      {
        ready: async () => {
          // What cannot be shown now may be later, when its files are back.
          this.#page.isReady = true;
          return this.#state();
        },
        open: async (uri) => {
          const shown = this.columns.find((one) => one.toString() === uri);
          if (!shown) throw errors.badInput(vscode.l10n.t('This view shows other traces.'));
          await openTrace(shown);
        },
        run: (texts) => this.#begin(texts),
        stop: async () => this.stop(),
      },
      ['show', 'failed'],
    );
    panel.onDidDispose(() => this.#refresher.dispose());
  }

  shows(columns: readonly vscode.Uri[]): boolean {
    return columns.some((column) => this.#has(column));
  }

  reveal(): void {
    this.panel.reveal();
  }

  isOf(parent: vscode.Uri): boolean {
    return this.parent?.toString() === parent.toString();
  }

  stop(): void {
    this.#run?.stop();
  }

  refresh(file?: vscode.Uri): void {
    const concerns = !file || this.#has(file) || this.isOf(file);
    if (concerns && this.#page.isReady) this.#refresher.ask();
  }

  async #begin(texts: SweepTexts): Promise<void> {
    if (!this.#source) throw errors.badInput(vscode.l10n.t('This sweep is shown from its files.'));
    if (this.#isRunning) throw errors.badInput(vscode.l10n.t('This sweep is running already.'));
    const { axes, problems } = readAxes(texts);
    if (!axes) throw errors.badInput(Object.values(problems)[0] ?? '');
    this.#isRunning = true;
    try {
      const { run, columns } = await this.#source.begin(axes, () => this.#refresher.ask(LIVE_MS));
      [this.#run, this.columns] = [run, columns];
      void run.ended.then(() => {
        this.#isRunning = false;
        this.refresh();
      });
    } catch (error) {
      this.#isRunning = false;
      throw error;
    }
    this.refresh();
  }

  #has(file: vscode.Uri): boolean {
    return this.columns.some((one) => one.toString() === file.toString());
  }

  async #refresh(): Promise<void> {
    try {
      const state = await this.#state();
      if (this.#page.isReady) void this.#page.view.show(state);
    } catch (error) {
      if (this.#page.isReady) void this.#page.view.failed(messageOf(error));
    }
  }

  async #state(): Promise<SweepState> {
    const run = this.#run;
    const read = await Promise.all(
      this.columns.map(async (uri) => {
        const trace = run?.traceOf(uri.toString());
        return trace
          ? { uri: uri.toString(), path: uri.path, trace, running: this.#isRunning }
          : this.#reader.read(uri);
      }),
    );
    const found = read.filter((one) => one !== null);
    if (found.length === 0 && !this.#source) {
      throw errors.badInput(vscode.l10n.t('None of the traces of this sweep can be read any more.'));
    }
    if (found.some(({ running }) => running)) this.#refresher.ask(LIVE_MS);
    const progress =
      run && this.#isRunning
        ? { done: run.done, all: this.columns.length, thinkingTokens: run.thinkingTokens }
        : null;
    const setup = (await this.#source?.setup()) ?? null;
    return sweepState(found, { setup, progress, failure: run?.failure ?? null });
  }
}
