/** Where searches are set up and run: a panel for each. */
import * as vscode from 'vscode';
import type { SearchPanelState } from '../protocol/searchView';
import { fileNameOf } from './forkNames';
import { panelIcon } from './panelView';
import { openSearch } from './searchFiles';
import { SearchPage, type SearchPageOptions, type SearchServices } from './searchPage';
import type { SearchRun } from './searchRun';
import { exists } from './traceFiles';

export const SEARCH_PANEL = 'waitpoint.search';

export class SearchPanels implements vscode.WebviewPanelSerializer<SearchPanelState> {
  readonly #pages = new Set<SearchPage>();
  readonly #activeChanged = new vscode.EventEmitter<void>();
  /** Another panel is in front, or it began or ended to run. */
  readonly onActiveChange = this.#activeChanged.event;

  constructor(private readonly services: Omit<SearchServices, 'setUp'>) {}

  /** The panel that has the focus; null: none has. */
  get active(): SearchPage | null {
    return [...this.#pages].find(({ panel }) => panel.active) ?? null;
  }

  /** @param parent trace or search that it is set up from; null: none */
  setUp(parent: vscode.Uri | null): void {
    const title = parent
      ? vscode.l10n.t('Search of {0}', fileNameOf(parent.path).replace(/\.(trace|search)\.json$/, ''))
      : vscode.l10n.t('Search');
    const panel = vscode.window.createWebviewPanel(SEARCH_PANEL, title, vscode.ViewColumn.Active);
    this.#fill(panel, { sets: true, parent, file: null });
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state?: SearchPanelState): Promise<void> {
    const parent = typeof state?.parent === 'string' ? vscode.Uri.parse(state.parent) : null;
    const file = typeof state?.file === 'string' ? vscode.Uri.parse(state.file) : null;
    // One that was cut off has no file: what was received is offered by itself.
    const isThere = file !== null && (await exists(file));
    this.#fill(panel, { sets: true, parent, file: isThere ? file : null });
  }

  /** The custom editor of a file: as a panel that sets nothing up. */
  fillEditor(panel: vscode.WebviewPanel, file: vscode.Uri): SearchPage {
    return this.#fill(panel, { sets: false, parent: null, file });
  }

  /** What forms offer has changed. */
  refresh(): void {
    for (const page of this.#pages) void page.refresh();
  }

  #fill(panel: vscode.WebviewPanel, options: SearchPageOptions): SearchPage {
    panel.iconPath = panelIcon(this.services.extensionUri);
    const page = new SearchPage(panel, options, {
      ...this.services,
      contextSize: () => this.services.contextSize(),
      setUp: (parent) => this.setUp(parent),
    });
    this.#pages.add(page);
    panel.onDidChangeViewState(() => this.#activeChanged.fire());
    page.onRunChange(() => this.#activeChanged.fire());
    panel.onDidDispose(() => {
      this.#pages.delete(page);
      this.#activeChanged.fire();
      if (page.running) void goOnUnseen(page.running);
    });
    this.#activeChanged.fire();
    return page;
  }
}

/** A search whose panel was closed goes on: a notification tells of it, can stop it, and opens it at its end. */
async function goOnUnseen(run: SearchRun): Promise<void> {
  const uri = vscode.Uri.parse(run.uri);
  const name = fileNameOf(uri.path);
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('The search {0} goes on', name),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, cancelled) => {
    const tell = (): void => {
      const { rounds = 0, nodes = [] } = run.record ?? {};
      progress.report({ message: vscode.l10n.t('round {0}, {1} nodes', rounds, nodes.length) });
    };
    const listening = run.onChange(tell);
    tell();
    cancelled.onCancellationRequested(() => void run.stop());
    await run.ended;
    listening.dispose();
  });
  if (!run.isSaved) return;
  const show = vscode.l10n.t('Show Search');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('The search {0} is over.', name),
    show,
  );
  if (answer === show) await openSearch(uri);
}
