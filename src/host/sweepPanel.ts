/** The columns of a sweep side by side, and what sets it up. */
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import { readAxes, type SweepTexts } from '../core/sweep/axesText';
import type { GradeAnswer } from '../core/grade/traceGrade';
import type { SweepHostApi, SweepState, SweepViewApi } from '../protocol/sweepView';
import type { EngineService } from './engineService';
import type { JournalStore } from './journalStore';
import type { Models } from './models';
import { openTrace } from './openTrace';
import { panelIcon, PanelView } from './panelView';
import { Refresher } from './refresher';
import { ColumnReader } from './sweepFiles';
import type { RunningSweeps } from './runningSweeps';
import { SweepSource } from './sweepSource';
import type { SweepRun } from './sweepRun';
import { sweepState } from './sweepState';
import type { TraceEditor } from './traceEditor';

/** Aligning costs more than telling a score: a run is looked at once a second. */
const LIVE_MS = 1_000;

export interface SweepServices {
  readonly extensionUri: vscode.Uri;
  readonly editor: TraceEditor;
  readonly engine: EngineService;
  readonly journals: JournalStore;
  readonly models: Models;
  readonly grade: GradeAnswer;
  readonly running: RunningSweeps;
  /** Most tokens the context may hold; undefined: what the model was trained for. */
  contextSize(): number | undefined;
}

/** A panel of one sweep. */
export class SweepPanel {
  readonly #page: PanelView<SweepViewApi, SweepHostApi>;
  readonly #refresher = new Refresher(() => this.#refresh());
  readonly #reader: ColumnReader;
  readonly #source: SweepSource | null;
  /** The last one of it that ran, or runs; null: none did. */
  #run: SweepRun | null = null;
  #following: { dispose(): void } | null = null;
  /** A click on Run that is being answered. */
  #isBeginning = false;
  #shown: SweepState | null = null;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private columns: readonly vscode.Uri[],
    private readonly parent: vscode.Uri | null,
    private readonly services: SweepServices,
  ) {
    const { extensionUri, editor } = services;
    this.#reader = new ColumnReader(editor);
    this.#source = parent && new SweepSource(parent, services);
    panel.iconPath = panelIcon(extensionUri);
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
      ['show', 'failed', 'run', 'pin', 'toggleCharts'],
    );
    panel.onDidDispose(() => {
      this.#refresher.dispose();
      this.#following?.dispose();
    });
    const run = parent && services.running.of(parent.toString());
    if (run) this.#follow(run);
  }

  get isActive(): boolean {
    return this.panel.active;
  }

  /** The sweep that runs in it; null: none does. */
  get running(): SweepRun | null {
    const run = this.parent && this.services.running.of(this.parent.toString());
    return run && run === this.#run ? run : null;
  }

  /** What it shows; null: nothing yet. */
  get shown(): SweepState | null {
    return this.#shown;
  }

  /** What its page can be told to do. */
  get view(): PanelView<SweepViewApi, SweepHostApi>['view'] {
    return this.#page.view;
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

  async stop(): Promise<void> {
    await this.running?.stop();
  }

  refresh(file?: vscode.Uri): void {
    const concerns = !file || this.#has(file) || this.isOf(file);
    if (concerns && this.#page.isReady) this.#refresher.ask();
  }

  async #begin(texts: SweepTexts): Promise<void> {
    if (!this.#source) throw errors.badInput(vscode.l10n.t('This sweep is shown from its files.'));
    if (this.running || this.#isBeginning)
      throw errors.badInput(vscode.l10n.t('This sweep is running already.'));
    const { axes, problems } = readAxes(texts);
    if (!axes) throw errors.badInput(Object.values(problems)[0] ?? '');
    this.#isBeginning = true;
    try {
      const run = await this.#source.begin(axes);
      // Known here before it is told of.
      this.#follow(run);
      this.services.running.add(run);
    } finally {
      this.#isBeginning = false;
    }
    this.refresh();
  }

  #follow(run: SweepRun): void {
    this.#run = run;
    this.columns = run.uris.map((uri) => vscode.Uri.parse(uri));
    this.#following?.dispose();
    this.#following = run.onChange(() => this.#refresher.ask(LIVE_MS));
    void run.ended.then(() => this.refresh());
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
    const { running } = this;
    const read = await Promise.all(
      this.columns.map(async (uri) => {
        const trace = run?.traceOf(uri.toString());
        return trace
          ? { uri: uri.toString(), path: uri.path, trace, running: running !== null }
          : this.#reader.read(uri);
      }),
    );
    const found = read.filter((one) => one !== null);
    if (found.length === 0 && !this.#source) {
      throw errors.badInput(vscode.l10n.t('None of the traces of this sweep can be read any more.'));
    }
    if (found.some(({ running }) => running)) this.#refresher.ask(LIVE_MS);
    const progress = running && {
      done: running.done,
      all: this.columns.length,
      thinkingTokens: running.thinkingTokens,
    };
    const setup = (await this.#source?.setup()) ?? null;
    this.#shown = sweepState(found, { setup, progress, failure: run?.failure ?? null });
    return this.#shown;
  }
}
