/** An evaluation in the editor: its form, its progress, and what came out, in a panel. */
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import { RECORD } from '../files/evaluationFiles';
import { EvaluationReader } from '../files/evaluationReader';
import { isInside, MarkedTraces } from '../files/markedTraces';
import type {
  EvaluationForm,
  EvaluationHostApi,
  EvaluationPage,
  EvaluationState,
  EvaluationViewApi,
} from '../protocol/evaluationView';
import { exportEvaluation, type ExportFormat } from './evaluationExport';
import { browseFor } from './evaluationBrowse';
import { markRow } from './evaluationMarks';
import type { EvaluationServices } from './evaluationViews';
import { orderToResume } from './evaluationResume';
import { EvaluationSetups } from './evaluationSetup';
import { counted, shownEvaluation, ToldContent, type CountedEvaluation } from './evaluationState';
import { openTrace } from './openTrace';
import { panelIcon, PanelView } from './panelView';
import { Refresher } from './refresher';

/** Reading and summing up rests this much longer than it took: the host has other things to do. */
const REST_FACTOR = 10;
const LEAST_REST_MS = 500;
/** Whoever else writes it may die without a word. */
const ELSEWHERE_MS = 2_000;

export class EvaluationPanel {
  readonly #page: PanelView<EvaluationViewApi, EvaluationHostApi>;
  readonly #refresher = new Refresher(() => this.#refresh());
  readonly #told = new ToldContent();
  readonly #setups: EvaluationSetups | null;
  #reader: EvaluationReader | null = null;
  #marked: MarkedTraces | null = null;
  #watching: vscode.Disposable | null = null;
  #last: CountedEvaluation | null = null;
  #restMs = LEAST_REST_MS;

  /**
   * @param folder path of the evaluation; null: it is still to be set up
   * @param dataset path that is proposed; null: it was opened from its folder, and nothing is set up
   */
  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly services: EvaluationServices,
    folder: string | null,
    private readonly dataset: string | null,
  ) {
    const { extensionUri, evaluations } = services;
    this.#setups = dataset === null ? null : new EvaluationSetups(services.setup);
    if (folder !== null) this.#look(folder);
    panel.iconPath = panelIcon(extensionUri);
    const title = { bundle: 'evaluationView', title: panel.title };
    this.#page = new PanelView(panel, extensionUri, title, this.#handlers(), ['show', 'content']);
    const listening = evaluations.onChange((changed) => {
      if (changed === this.folder) this.#ask(this.#restMs);
    });
    panel.onDidDispose(() => {
      listening.dispose();
      this.#watching?.dispose();
      this.#refresher.dispose();
    });
  }

  /** Path; null: nothing has begun. */
  get folder(): string | null {
    return this.#reader?.path ?? null;
  }

  /** A trace of it was edited, or trust was granted. */
  refresh(): void {
    this.#ask();
  }

  async export(format?: ExportFormat): Promise<void> {
    const evaluation = this.#last;
    if (!evaluation || !this.folder) throw errors.badInput(vscode.l10n.t('There is nothing to export yet.'));
    await exportEvaluation(this.folder, evaluation.summary, format, (kind, background) =>
      this.#page.view.chart(kind, background),
    );
  }

  #handlers(): EvaluationHostApi {
    const { evaluations } = this.services;
    return {
      ready: () => this.#ready(),
      check: (form) => this.#mustSetUp().check(form),
      browse: (what, form) => browseFor(what, form, (role) => this.services.browseModel(role)),
      start: (form) => this.#start(form),
      pause: () => evaluations.pause(this.#mustHaveFolder()),
      cancel: () => evaluations.pause(this.#mustHaveFolder(), { forget: true }),
      resume: () => this.#resume(),
      open: async (trace) => openTrace(this.#uriOf(trace)),
      mark: async (trace, correct) => {
        const row = this.#last?.results.find((one) => one.trace === trace);
        if (!row) throw errors.badInput(vscode.l10n.t('This evaluation has no such row any more.'));
        await markRow(this.#uriOf(trace), row.answer, correct, this.services.editor);
        await this.#marked?.read([trace], true);
        this.#ask(0);
      },
      curate: async () => {
        const record = vscode.Uri.file(join(this.#mustHaveFolder(), RECORD));
        await vscode.commands.executeCommand('waitpoint.curate', record);
      },
      exportResults: () => this.export(),
    };
  }

  async #ready(): Promise<EvaluationPage> {
    this.#told.forget();
    this.#page.isReady = true;
    const state = await this.#state();
    return { state, content: this.#content() };
  }

  #mustSetUp(): EvaluationSetups {
    if (!this.#setups) throw errors.badInput(vscode.l10n.t('This evaluation is shown from its folder.'));
    return this.#setups;
  }

  #mustHaveFolder(): string {
    if (this.folder === null) throw errors.badInput(vscode.l10n.t('Nothing has begun yet.'));
    return this.folder;
  }

  #uriOf(trace: string): vscode.Uri {
    const folder = this.#mustHaveFolder();
    // The path is the file's word: it must not lead anywhere else.
    if (!isInside(trace))
      throw errors.badInput(vscode.l10n.t('This is no trace of the evaluation: {0}', trace));
    return vscode.Uri.file(join(folder, trace));
  }

  async #start(form: EvaluationForm): Promise<void> {
    const order = await this.#mustSetUp().order(form);
    const run = await this.services.evaluations.begin(order);
    this.#look(order.folder);
    this.#ask(0);
    void run.ended.then(() => this.#ask(0));
  }

  async #resume(): Promise<void> {
    const folder = this.#mustHaveFolder();
    const order = await orderToResume(folder, this.services);
    await this.services.evaluations.begin(order);
    this.#ask(0);
  }

  /** Looks at the evaluation in this folder from now on. */
  #look(folder: string): void {
    if (this.folder === folder) return;
    this.#watching?.dispose();
    this.panel.title = vscode.l10n.t('Evaluation {0}', basename(folder));
    this.#reader = new EvaluationReader(folder);
    this.#marked = new MarkedTraces(folder);
    this.#last = null;
    const base = vscode.Uri.file(folder);
    const files = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(base, '{evaluation.json,results.jsonl,evaluation.json.lock}'),
    );
    // A new trace is nobody's word yet.
    const traces = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(base, 'traces/*/*.trace.json'),
      true,
    );
    const changed = (): void => this.#ask();
    const marked = (uri: vscode.Uri): void => {
      const path = uri.path.split('/').slice(-3).join('/');
      void this.#marked?.read([path], true).then((isNews) => isNews && this.#ask());
    };
    this.#watching = vscode.Disposable.from(
      ...[files, files.onDidChange(changed), files.onDidCreate(changed), files.onDidDelete(changed)],
      ...[traces, traces.onDidChange(marked), traces.onDidDelete(marked)],
    );
  }

  #ask(restMs?: number): void {
    if (this.#page.isReady) this.#refresher.ask(restMs);
  }

  async #refresh(): Promise<void> {
    const state = await this.#state();
    if (!this.#page.isReady) return;
    void this.#page.view.content(this.#content());
    void this.#page.view.show(state);
  }

  #content(): EvaluationPage['content'] {
    return this.#last ? this.#told.update(this.#last) : { questions: null, from: 0, rows: [] };
  }

  async #state(): Promise<EvaluationState> {
    const setup = (await this.#setups?.setup(this.dataset ?? '')) ?? null;
    const { folder } = this;
    const nothing = { setup, shown: null, starting: null, problem: null };
    if (folder === null) return nothing;
    const run = this.services.evaluations.of(folder);
    try {
      const begun = performance.now();
      this.#last = await this.#read();
      this.#restMs = Math.max(LEAST_REST_MS, REST_FACTOR * (performance.now() - begun));
      const shown = shownEvaluation(folder, this.#last, run, this.services.setup.refusal());
      if (shown.progress.stage === 'elsewhere') this.#refresher.ask(Math.max(ELSEWHERE_MS, this.#restMs));
      return { ...nothing, shown };
    } catch (error) {
      // It may not have written anything yet, or failed before it could.
      if (run && !run.isOver) return { ...nothing, starting: run.note };
      return { ...nothing, problem: run ? run.failure : messageOf(error) };
    }
  }

  async #read(): Promise<CountedEvaluation> {
    const reader = this.#reader;
    const marked = this.#marked;
    if (!reader || !marked) throw errors.badInput(vscode.l10n.t('Nothing has begun yet.'));
    const read = await reader.read();
    await marked.read(read.results.map(({ trace }) => trace));
    return counted(read, this.services.withOpen(reader.path, marked.marks));
  }
}
