/** One search in a panel: its form where one is set up, its tree while it runs, and as its file has it. */
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import type { GradeAnswer } from '../core/grade/traceGrade';
import type { SearchRecord } from '../core/search/searchRecord';
import { readPolicy } from '../files/readPolicy';
import { packTrace } from '../protocol/packedTrace';
import type {
  SearchCheck,
  SearchForm,
  SearchHostApi,
  SearchSetup,
  SearchState,
  SearchViewApi,
} from '../protocol/searchView';
import type { ComparePanels } from './comparePanel';
import type { EngineService } from './engineService';
import { fileNameOf } from './forkNames';
import type { JournalStore } from './journalStore';
import type { Models } from './models';
import { openTrace } from './openTrace';
import { PanelView } from './panelView';
import { Refresher } from './refresher';
import type { RunningSet } from './runningSet';
import { nodeTrace, placeOfSearch, readSearch, saveSearch } from './searchFiles';
import type { SearchMemory } from './searchMemory';
import { SearchRun } from './searchRun';
import { readSearchForm, type ReadPolicy } from './searchSetup';
import { readSource } from './searchSource';
import { gradedPath, LeafGrades, nodeView, searchSummary } from './searchState';
import type { TraceEditor } from './traceEditor';

/** Null where the form asks for none. */
async function policyOf({ strategy, policyPath }: SearchForm): Promise<ReadPolicy | null> {
  if (strategy !== 'auto') return null;
  if (policyPath === '')
    return { problem: vscode.l10n.t('Choose a policy: waitpoint tune makes one from a dataset.') };
  return readPolicy(policyPath).then(
    (auto) => ({ auto }),
    (error: unknown) => ({ problem: messageOf(error) }),
  );
}

async function browsePolicy(): Promise<string | null> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose a policy of waitpoint tune'),
    openLabel: vscode.l10n.t('Use'),
    filters: { [vscode.l10n.t('Policies')]: ['json'] },
  });
  return picked?.[0]?.fsPath ?? null;
}

/** As often as a tree is looked at while it grows. */
const LIVE_MS = 100;

export interface SearchServices {
  readonly extensionUri: vscode.Uri;
  readonly editor: TraceEditor;
  readonly engine: EngineService;
  readonly journals: JournalStore;
  readonly models: Models;
  readonly memory: SearchMemory;
  readonly compare: ComparePanels;
  readonly running: RunningSet<SearchRun>;
  readonly grade: GradeAnswer;
  /** Most tokens the context may hold; undefined: as many as a search needs. */
  contextSize(): number | undefined;
  /** Sets up another search. @param parent trace or search that it is set up from */
  setUp(parent: vscode.Uri | null): void;
}

export interface SearchPageOptions {
  /** Whether searches are set up here. */
  readonly sets: boolean;
  /** Trace or search that it is set up from; null: none. */
  readonly parent: vscode.Uri | null;
  /** The search that is shown; null: none yet. */
  readonly file: vscode.Uri | null;
}

export class SearchPage {
  readonly #page: PanelView<SearchViewApi, SearchHostApi>;
  readonly #grower = new Refresher(() => this.#grow(), LIVE_MS);
  readonly #grades: LeafGrades;
  readonly #ended = new vscode.EventEmitter<void>();
  /** A run began or ended here. */
  readonly onRunChange = this.#ended.event;
  #run: SearchRun | null = null;
  #following: { dispose(): void } | null = null;
  /** Of the file; null: not read yet, or there is none. */
  #read: { readonly record: SearchRecord; readonly readOnly: string | null } | null = null;
  /** Nodes that the page has not been told of. */
  #news = new Set<number>();
  /** A click on Run that is being answered. */
  #isBeginning = false;
  #file: vscode.Uri | null;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly options: SearchPageOptions,
    private readonly services: SearchServices,
  ) {
    this.#file = options.file;
    this.#grades = new LeafGrades(services.grade);
    this.#page = new PanelView(
      panel,
      services.extensionUri,
      { bundle: 'searchView', title: panel.title },
      {
        ready: async () => {
          // What cannot be shown now may be later, when its file is whole.
          this.#page.isReady = true;
          return this.#state();
        },
        check: (form) => this.#check(form),
        browse: (role) => services.models.browse(role),
        browsePolicy,
        run: (form) => this.#begin(form),
        stop: () => this.stop(),
        path: async (node) => packTrace(gradedPath(this.#record(node), node, this.#grades)),
        // To stay: in a preview it would take the place of the search itself.
        open: async (node) => openTrace(await this.#traceOf(node), { preview: false }),
        compare: async (left, right) =>
          services.compare.show(await this.#traceOf(left), await this.#traceOf(right)),
        again: async () => services.setUp(this.#file),
      },
      ['show', 'grow', 'failed', 'run'],
    );
    panel.onDidDispose(() => {
      this.#grower.dispose();
      this.#following?.dispose();
      this.#ended.dispose();
    });
    const run = this.#file && services.running.find(({ uri }) => uri === this.#file?.toString());
    if (run) this.#follow(run);
  }

  /** The search that runs in it; null: none does. */
  get running(): SearchRun | null {
    return this.#run && !this.#run.isOver ? this.#run : null;
  }

  get view(): PanelView<SearchViewApi, SearchHostApi>['view'] {
    return this.#page.view;
  }

  async stop(): Promise<void> {
    await this.running?.stop();
  }

  /** Its file changed, or something that a form offers. */
  async refresh(): Promise<void> {
    if (this.running || !this.#page.isReady) return;
    try {
      this.#read = null;
      const state = await this.#state();
      if (this.#page.isReady) void this.#page.view.show(state);
    } catch (error) {
      if (this.#page.isReady) void this.#page.view.failed(messageOf(error));
    }
  }

  async #check(form: SearchForm): Promise<SearchCheck> {
    const { request } = await this.#source();
    const { problems, defaults, select } = readSearchForm(form, request, await policyOf(form));
    return { problems, defaults, select };
  }

  #source(): ReturnType<typeof readSource> {
    return readSource(this.options.parent, this.services.memory.last, this.services);
  }

  async #begin(form: SearchForm): Promise<void> {
    if (this.running || this.#isBeginning)
      throw errors.badInput(vscode.l10n.t('This search is running already.'));
    const refusal = refusalNow();
    if (refusal !== null) throw errors.badInput(refusal);
    this.#isBeginning = true;
    try {
      const { request } = await this.#source();
      const { order, problems } = readSearchForm(form, request, await policyOf(form));
      if (!order) throw errors.badInput(Object.values(problems)[0] ?? '');
      const { journals, engine, grade, memory, running } = this.services;
      const file = await placeOfSearch(this.options.parent, journals);
      if (!file) return;
      await memory.remember(form);
      const { modelPath, scorerPath } = form;
      const run = new SearchRun(
        { ...order, modelPath, scorerPath, uri: file.toString(), createdAt: new Date().toISOString() },
        {
          ...{ engine, journals, grade },
          contextSize: () => this.services.contextSize(),
          save: (uri, record) => saveSearch(vscode.Uri.parse(uri), record),
        },
      );
      this.#file = file;
      this.#read = null;
      this.#follow(run);
      running.add(run);
      this.panel.title = vscode.l10n.t('Search: {0}', fileNameOf(file.path).replace(/\.search\.json$/, ''));
    } finally {
      this.#isBeginning = false;
    }
    void this.#page.view.show(await this.#state());
    this.#ended.fire();
  }

  #follow(run: SearchRun): void {
    this.#run = run;
    this.#news = new Set();
    this.#following?.dispose();
    this.#following = run.onChange((node) => {
      if (node !== null) this.#news.add(node);
      if (this.#page.isReady) this.#grower.ask();
    });
    void run.ended.then(() => {
      this.#ended.fire();
      if (this.#page.isReady) this.#grower.ask(0);
    });
  }

  /** @throws WaitpointError where there is no such node */
  #record(node?: number): SearchRecord {
    const record = this.#run?.record ?? this.#read?.record;
    if (!record || (node !== undefined && !record.nodes[node]))
      throw errors.badInput(vscode.l10n.t('This node is not in the search any more.'));
    return record;
  }

  async #traceOf(node: number): Promise<vscode.Uri> {
    if (!vscode.workspace.isTrusted)
      throw errors.badInput(
        vscode.l10n.t('This workspace is not trusted: no trace is written beside the search.'),
      );
    const trace = gradedPath(this.#record(node), node, this.#grades);
    if (!this.#file) throw errors.badInput(vscode.l10n.t('This search has no file yet.'));
    return nodeTrace(this.services.editor, this.#file, node, trace);
  }

  /** Tells the page what is new. */
  async #grow(): Promise<void> {
    const run = this.#run;
    if (!run || !this.#page.isReady) return;
    const { record } = run;
    // It failed before it began: there is nothing to grow, but something to tell.
    if (!record && run.isOver) void this.#page.view.show(await this.#state());
    if (!record) return;
    const news = [...this.#news].sort((a, b) => a - b);
    this.#news = new Set();
    const changed = news.flatMap((id) => record.nodes[id] ?? []);
    await this.#grades.learn(changed, record.question.expected).catch(() => undefined);
    if (!this.#page.isReady) return;
    void this.#page.view.grow({
      running: !run.isOver,
      failure: run.failure,
      search: searchSummary(record),
      nodes: changed.map((node) => nodeView(node, this.#grades)),
    });
  }

  async #state(): Promise<SearchState> {
    const run = this.#run;
    const setup = this.options.sets ? await this.#setup() : null;
    if (!run && this.#file) this.#read ??= await readSearch(this.#file);
    const record = run ? run.record : (this.#read?.record ?? null);
    this.#news = new Set();
    if (record) await this.#grades.learn(record.nodes, record.question.expected).catch(() => undefined);
    return {
      setup,
      file: this.#file?.toString() ?? null,
      running: run !== null && !run.isOver,
      failure: run?.failure ?? null,
      readOnly: this.#read?.readOnly ?? null,
      search: record && searchSummary(record),
      nodes: record?.nodes.map((node) => nodeView(node, this.#grades)) ?? [],
    };
  }

  async #setup(): Promise<SearchSetup> {
    const { models } = this.services;
    const { form } = await this.#source();
    const [policies, scorers] = await Promise.all([models.choices('model'), models.choices('scorer')]);
    const parent = this.options.parent?.toString() ?? null;
    return { parent, form, models: policies, scorers, refusal: refusalNow() };
  }
}

function refusalNow(): string | null {
  return vscode.workspace.isTrusted
    ? null
    : vscode.l10n.t('This workspace is not trusted: nothing is run in it.');
}
