/** A curation in the editor: its rules, what they come to, and its rows, in a panel. The pool is read by a thread. */
import { basename, dirname, extname, join, relative } from 'node:path';
import * as vscode from 'vscode';
import { parseConfig, type CurationConfig } from '../core/curate/curationConfig';
import type { CurationNews } from '../core/curate/shownCuration';
import { errors, messageOf } from '../core/errors';
import { MANIFEST } from '../files/curatePool';
import { openCurateThread, type CurateCalls, type CurateThread } from '../files/curateThread';
import { TRACE_FILE } from '../files/pool';
import type {
  CurationHostApi,
  CurationPanelState,
  CurationState,
  CurationTask,
  CurationViewApi,
  WrittenCuration,
} from '../protocol/curationView';
import { askForOut, askForPool, browseFiles } from './curationAsk';
import { readDomainRules, readConfigFile, saveConfigFile } from './curationFiles';
import { CurationModels } from './curationModels';
import type { CurationServices } from './curationViews';
import { browseEvaluation } from './evaluationBrowse';
import { importRow } from './importForeign';
import { openTrace } from './openTrace';
import { panelIcon, PanelView } from './panelView';
import { Refresher } from './refresher';

/** Files of a pool may change often, as those of an evaluation do. */
const CHECK_REST_MS = 1_000;
const MOST_UNDONE = 200;

export class CurationPanel {
  readonly #page: PanelView<CurationViewApi, CurationHostApi>;
  readonly #checker = new Refresher(() => this.#check(), CHECK_REST_MS);
  readonly #models: CurationModels;
  readonly #history: CurationPanelState[] = [];
  #thread: CurateThread | null = null;
  #news: CurationNews | null = null;
  #savedConfig: CurationConfig | null = null;
  #task: (CurationTask & { readonly cancel: () => void }) | null = null;
  #written: WrittenCuration | null = null;
  #problem: string | null = null;
  #watching: vscode.Disposable | null = null;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly services: CurationServices,
    private kept: CurationPanelState,
  ) {
    const { extensionUri } = services;
    panel.iconPath = panelIcon(extensionUri);
    const page = { bundle: 'curationView', title: panel.title };
    this.#page = new PanelView(panel, extensionUri, page, this.#handlers(), ['show', 'news']);
    this.#models = new CurationModels(services, {
      calls: () => this.#calls(),
      task: (task) => this.#setTask(task),
      fail: (error) => this.#fail(error),
      graded: (grader, folder) => this.#setGrader(grader, folder),
    });
    panel.onDidDispose(() => {
      this.#watching?.dispose();
      this.#checker.dispose();
      this.#task?.cancel();
      this.#models.dispose();
      void this.#thread?.dispose();
    });
    void this.#compareWithFile();
    this.#open();
  }

  /** Trust was granted. */
  refresh(): void {
    this.#show();
  }

  #handlers(): CurationHostApi {
    return {
      ready: async () => {
        this.#page.isReady = true;
        return { state: this.#state(), news: this.#news };
      },
      change: (config) => this.#change(parseConfig(config, 'The curation')),
      say: (keys, word) => this.#say(keys, word),
      undo: () => this.#undo(),
      look: async (look) => {
        this.kept = { ...this.kept, look };
        this.#show();
        await this.#calls().look(look);
      },
      rows: (from, count) => this.#calls().rows(from, count),
      text: (row) => this.#calls().text(row),
      openTrace: (row) => this.#openTrace(row),
      openPlace: (row) => this.#openPlace(row),
      readAgain: () => this.#readAgain(),
      stopReading: () => this.#calls().stop(),
      browsePool: async () => {
        const paths = await askForPool();
        if (paths) await this.#usePool(paths);
      },
      addSets: () => this.#addSets(),
      browseGrader: async (grader) => {
        const folder = await browseEvaluation();
        if (folder !== null) await this.#setGrader(grader, folder);
      },
      runGrader: (grader) => this.#models.runGrader(grader, this.kept.configFolder, this.#stem()),
      browseDomainRules: () => this.#browseDomainRules(),
      askForDomains: () => this.#askForDomains(),
      cancelTask: async () => this.#task?.cancel(),
      openConfig: () => this.#openConfig(),
      saveConfig: () => this.#saveConfig(),
      write: () => this.#write(),
      openManifest: async () => {
        if (this.kept.out !== null) await openText(join(this.kept.out, MANIFEST));
      },
    };
  }

  #state(): CurationState {
    return {
      kept: this.kept,
      canUndo: this.#history.length > 0,
      isChanged: this.kept.configFile === null || !isSame(this.kept.config, this.#savedConfig),
      task: this.#task && shownTask(this.#task),
      written: this.#written,
      problem: this.#problem,
      refusal: this.services.refusal(),
    };
  }

  #show(): void {
    if (this.#page.isReady) void this.#page.view.show(this.#state());
  }

  #fail(error: unknown): void {
    this.#problem = messageOf(error);
    this.#show();
  }

  #setTask(task: (CurationTask & { readonly cancel: () => void }) | null): void {
    this.#task = task;
    this.#show();
  }

  #calls(): CurateCalls {
    return (this.#thread ?? this.#open()).calls;
  }

  /** Begins to read the pool. */
  #open(): CurateThread {
    const entry = vscode.Uri.joinPath(this.services.extensionUri, 'dist', 'curateWorker.cjs').fsPath;
    const thread = openCurateThread(
      entry,
      {
        news: (news) => {
          this.#news = news;
          if (this.#page.isReady) void this.#page.view.news(news);
        },
        writing: (done, total) => {
          if (this.#task?.kind === 'write') this.#setTask({ ...this.#task, done, total });
        },
      },
      (error) => {
        this.#thread = null;
        this.#task = null;
        this.#fail(error);
      },
    );
    this.#thread = thread;
    const { paths, config, configFolder, look } = this.kept;
    const opened = thread.calls.open({ paths, config, configFolder }).then(() => thread.calls.look(look));
    opened.catch((error: unknown) => this.#fail(error));
    this.#watch();
    return thread;
  }

  async #readAgain(): Promise<void> {
    this.#problem = null;
    this.#show();
    await this.#calls().read();
  }

  async #usePool(paths: readonly string[]): Promise<void> {
    this.kept = { ...this.kept, paths };
    this.panel.title = curationTitle(paths);
    await this.#thread?.dispose();
    this.#news = null;
    this.#written = null;
    this.#problem = null;
    this.#open();
    this.#show();
  }

  async #change(config: CurationConfig): Promise<void> {
    this.#remember();
    await this.#apply({ ...this.kept, config });
  }

  #remember(): void {
    this.#history.push(this.kept);
    if (this.#history.length > MOST_UNDONE) this.#history.shift();
  }

  async #apply(kept: CurationPanelState): Promise<void> {
    this.kept = kept;
    this.#written = null;
    this.#problem = null;
    this.#show();
    await this.#calls().configure(kept.config, kept.configFolder);
  }

  async #undo(): Promise<void> {
    const before = this.#history.pop();
    if (!before) return;
    const { config, configFolder, configFile } = before;
    await this.#apply({ ...this.kept, config, configFolder, configFile });
  }

  async #say(keys: readonly string[], word: 'keep' | 'drop' | null): Promise<void> {
    const { config } = this.kept;
    const said = new Set(keys);
    const without = (list: readonly string[]): string[] => list.filter((key) => !said.has(key));
    await this.#change({
      ...config,
      keep: [...without(config.keep), ...(word === 'keep' ? said : [])],
      drop: [...without(config.drop), ...(word === 'drop' ? said : [])],
    });
  }

  async #addSets(): Promise<void> {
    const picked = await browseFiles(vscode.l10n.t('Evaluation Sets'));
    if (!picked) return;
    const { config } = this.kept;
    const against = new Set([...config.decontamination.against, ...picked.map((path) => this.#named(path))]);
    await this.#change({ ...config, decontamination: { ...config.decontamination, against: [...against] } });
  }

  async #setGrader(grader: number, folder: string): Promise<void> {
    const { config } = this.kept;
    const graders = [...config.difficulty.graders];
    graders[Math.min(grader, graders.length)] = { evaluation: this.#named(folder) };
    await this.#change({ ...config, difficulty: { graders } });
  }

  async #browseDomainRules(): Promise<void> {
    const [path] = (await browseFiles(vscode.l10n.t('Rules That Give Domains'))) ?? [];
    if (path === undefined) return;
    const { config } = this.kept;
    const domainRules = await readDomainRules(path);
    await this.#change(
      parseConfig({ ...config, diversity: { ...config.diversity, domainRules } }, basename(path)),
    );
  }

  async #askForDomains(): Promise<void> {
    const { config, configFolder } = this.kept;
    const known = (this.#news?.funnel.domains ?? []).flatMap(({ domain }) => domain ?? []);
    const file = config.diversity.domainsFile ?? `${this.#stem()}.domains.jsonl`;
    const assigned = await this.#models.askForDomains(known, join(configFolder, file));
    if (assigned === 0) return;
    this.#remember();
    this.kept = {
      ...this.kept,
      config: { ...config, diversity: { ...config.diversity, domainsFile: file } },
    };
    await this.#apply(this.kept);
    // The file is another one, even where its name was there before.
    if (config.diversity.domainsFile !== undefined) await this.#readAgain();
  }

  async #openConfig(): Promise<void> {
    const [path] = (await browseFiles(vscode.l10n.t('Configuration of a Curation'))) ?? [];
    if (path === undefined) return;
    const config = await readConfigFile(path);
    this.#remember();
    this.#savedConfig = config;
    await this.#apply({ ...this.kept, config, configFolder: dirname(path), configFile: path });
  }

  async #saveConfig(): Promise<void> {
    const saved = await saveConfigFile(this.kept, `${this.#stem()}.curate.json`);
    if (!saved) return;
    this.#savedConfig = saved.config;
    const isMoved = saved.configFolder !== this.kept.configFolder;
    this.kept = { ...this.kept, ...saved };
    if (isMoved) await this.#apply(this.kept);
    else this.#show();
  }

  async #compareWithFile(): Promise<void> {
    const { configFile } = this.kept;
    if (configFile === null) return;
    this.#savedConfig = await readConfigFile(configFile).catch(() => null);
    this.#show();
  }

  async #write(): Promise<void> {
    if (this.#task)
      throw errors.badInput(vscode.l10n.t('Something else is under way. Wait for it, or cancel it.'));
    const { out, configFolder } = this.kept;
    const asked = await askForOut(out ?? join(configFolder, 'selection'));
    if (asked === undefined) return;
    const folder = join(
      configFolder,
      relative(configFolder, asked.trim() === '' ? configFolder : asked.trim()),
    );
    const calls = this.#calls();
    let isCancelled = false;
    const cancel = (): void => {
      isCancelled = true;
      void calls.cancelWriting();
    };
    this.#problem = null;
    this.#setTask({
      ...{ kind: 'write', label: vscode.l10n.t('Writing the selection'), done: 0, total: null },
      ...{ canCancel: true, cancel },
    });
    try {
      const { selection, warnings } = await calls.write(folder);
      this.kept = { ...this.kept, out: folder };
      this.#written = { out: folder, rows: selection.rows, warnings };
      this.#setTask(null);
      await openText(join(folder, MANIFEST));
    } catch (error) {
      if (!isCancelled) throw error;
    } finally {
      this.#setTask(null);
    }
  }

  async #openTrace(row: number): Promise<void> {
    const { json, path } = await this.#calls().source(row);
    if (path.endsWith(TRACE_FILE)) await openTrace(vscode.Uri.file(path));
    else await importRow(this.services, json, basename(path));
  }

  async #openPlace(row: number): Promise<void> {
    const { path, line } = await this.#calls().source(row);
    if (path.endsWith(TRACE_FILE)) return openTrace(vscode.Uri.file(path));
    const at = new vscode.Position(line - 1, 0);
    await vscode.window.showTextDocument(vscode.Uri.file(path), { selection: new vscode.Range(at, at) });
  }

  async #check(): Promise<void> {
    await this.#thread?.calls.check().catch(() => undefined);
  }

  #watch(): void {
    this.#watching?.dispose();
    const changed = (): void => this.#checker.ask();
    const watchers = this.kept.paths.map((path) => {
      const isFile = extname(path) !== '';
      const folder = vscode.Uri.file(isFile ? dirname(path) : path);
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(folder, isFile ? basename(path) : '**/*.{json,jsonl,ndjson,gz,parquet}'),
      );
      return vscode.Disposable.from(
        ...[
          watcher,
          watcher.onDidChange(changed),
          watcher.onDidCreate(changed),
          watcher.onDidDelete(changed),
        ],
      );
    });
    this.#watching = vscode.Disposable.from(...watchers);
  }

  /** As the configuration names a path. */
  #named(path: string): string {
    return relative(this.kept.configFolder, path) || '.';
  }

  /** What files beside the pool are called after. */
  #stem(): string {
    const [path = 'pool'] = this.kept.paths;
    return basename(path).replace(/(?:\.trace)?\.[^.]*(?:\.gz)?$/, '') || 'pool';
  }
}

/** A function does not travel to the page. */
const shownTask = ({ kind, label, done, total, canCancel }: CurationTask): CurationTask => ({
  ...{ kind, label, done, total, canCancel },
});

export function curationTitle(paths: readonly string[]): string {
  const [path = ''] = paths;
  return vscode.l10n.t('Curation of {0}', basename(path));
}

async function openText(path: string): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.file(path), { viewColumn: vscode.ViewColumn.Beside });
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
