/** Two branches side by side: a panel for each pair. */
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import { parseTrace } from '../core/trace/traceFile';
import type { CompareHostApi, ComparePanelState, CompareState, CompareViewApi } from '../protocol/forkViews';
import { compareState, type ComparedTrace } from './compareState';
import { openTrace } from './openTrace';
import { panelIcon, PanelView } from './panelView';
import { Refresher } from './refresher';
import type { TraceEditor } from './traceEditor';
import { readTraceBytes } from './traceFiles';

export const COMPARE_PANEL = 'waitpoint.compare';

/** Comparing costs more than telling a score: a run is looked at every other second. */
const LIVE_MS = 2_000;

export interface CompareServices {
  readonly extensionUri: vscode.Uri;
  readonly editor: TraceEditor;
}

export class ComparePanels implements vscode.WebviewPanelSerializer<ComparePanelState>, vscode.Disposable {
  readonly #panels = new Map<string, ComparePanel>();
  readonly #listening: vscode.Disposable;

  constructor(private readonly services: CompareServices) {
    this.#listening = services.editor.onActiveChange(() => this.refresh());
  }

  show(left: vscode.Uri, right: vscode.Uri): void {
    const open = this.#panels.get(keyOf(left, right));
    if (open) return open.reveal();
    const title = `${nameOf(left)} ↔ ${nameOf(right)}`;
    const panel = vscode.window.createWebviewPanel(COMPARE_PANEL, title, vscode.ViewColumn.Active);
    this.#fill(panel, left, right);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state?: ComparePanelState): Promise<void> {
    if (typeof state?.left !== 'string' || typeof state.right !== 'string') {
      panel.dispose();
      return;
    }
    this.#fill(panel, vscode.Uri.parse(state.left), vscode.Uri.parse(state.right));
  }

  /** @param file that changed; default: anything may have */
  refresh(file?: vscode.Uri): void {
    for (const panel of this.#panels.values()) panel.refresh(file);
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #fill(panel: vscode.WebviewPanel, left: vscode.Uri, right: vscode.Uri): void {
    const key = keyOf(left, right);
    this.#panels.set(key, new ComparePanel(panel, left, right, this.services));
    panel.onDidDispose(() => this.#panels.delete(key));
  }
}

class ComparePanel {
  readonly #page: PanelView<CompareViewApi, CompareHostApi>;
  readonly #refresher = new Refresher(() => this.#refresh());

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly left: vscode.Uri,
    private readonly right: vscode.Uri,
    private readonly services: CompareServices,
  ) {
    panel.iconPath = panelIcon(services.extensionUri);
    const { title } = panel;
    this.#page = new PanelView(
      panel,
      services.extensionUri,
      { bundle: 'compareView', title },
      {
        ready: async () => {
          // A pair that cannot be compared now may be later, when its file is whole again.
          this.#page.isReady = true;
          return this.#state();
        },
        open: async (uri) => {
          const shown = [left, right].find((one) => one.toString() === uri);
          if (!shown) throw errors.badInput(vscode.l10n.t('This view shows other traces.'));
          await openTrace(shown);
        },
      },
      ['show', 'failed'],
    );
    panel.onDidDispose(() => this.#refresher.dispose());
  }

  reveal(): void {
    this.panel.reveal();
  }

  refresh(file?: vscode.Uri): void {
    const concerns = [this.left, this.right].some((one) => !file || one.toString() === file.toString());
    if (concerns && this.#page.isReady) this.#refresher.ask();
  }

  async #refresh(): Promise<void> {
    try {
      const state = await this.#state();
      if (this.#page.isReady) void this.#page.view.show(state);
    } catch (error) {
      if (this.#page.isReady) void this.#page.view.failed(messageOf(error));
    }
  }

  async #state(): Promise<CompareState> {
    const [left, right] = await Promise.all([this.#read(this.left), this.#read(this.right)]);
    if (left.running || right.running) this.#refresher.ask(LIVE_MS);
    return compareState(left, right);
  }

  /** What is open counts, not its file. */
  async #read(uri: vscode.Uri): Promise<ComparedTrace> {
    const document = this.services.editor.documentAt(uri);
    const of = { uri: uri.toString(), path: uri.path };
    if (document) return { ...of, trace: document.state.trace, running: document.isRunning };
    try {
      return { ...of, trace: parseTrace(await readTraceBytes(uri)).trace, running: false };
    } catch (error) {
      throw errors.badInput(vscode.l10n.t('{0} cannot be read: {1}', nameOf(uri), messageOf(error)));
    }
  }
}

function keyOf(left: vscode.Uri, right: vscode.Uri): string {
  return JSON.stringify([left.toString(), right.toString()]);
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.replace(/^.*\//, '').replace(/\.trace\.json$/, '');
}
