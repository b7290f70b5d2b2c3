/** The columns of a sweep side by side: a panel for each sweep. */
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import type { SweepHostApi, SweepPanelState, SweepState, SweepViewApi } from '../protocol/sweepView';
import { openTrace } from './openTrace';
import { PanelView } from './panelView';
import { Refresher } from './refresher';
import { ColumnReader } from './sweepFiles';
import { sweepState } from './sweepState';
import type { TraceEditor } from './traceEditor';

export const SWEEP_PANEL = 'waitpoint.sweep';

/** Aligning costs more than telling a score: a run is looked at every other second. */
const LIVE_MS = 2_000;

export interface SweepServices {
  readonly extensionUri: vscode.Uri;
  readonly editor: TraceEditor;
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
    const title = vscode.l10n.t('Sweep');
    this.#fill(vscode.window.createWebviewPanel(SWEEP_PANEL, title, vscode.ViewColumn.Active), columns);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state?: SweepPanelState): Promise<void> {
    const uris = Array.isArray(state?.uris) ? state.uris.filter((uri) => typeof uri === 'string') : [];
    if (uris.length === 0) panel.dispose();
    else
      this.#fill(
        panel,
        uris.map((uri) => vscode.Uri.parse(uri)),
      );
  }

  /** @param file that changed; default: anything may have */
  refresh(file?: vscode.Uri): void {
    for (const panel of this.#panels) panel.refresh(file);
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #fill(panel: vscode.WebviewPanel, columns: readonly vscode.Uri[]): void {
    const filled = new SweepPanel(panel, columns, this.services);
    this.#panels.add(filled);
    panel.onDidDispose(() => this.#panels.delete(filled));
  }
}

class SweepPanel {
  readonly #page: PanelView<SweepViewApi, SweepHostApi>;
  readonly #refresher = new Refresher(() => this.#refresh());
  readonly #reader: ColumnReader;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly columns: readonly vscode.Uri[],
    { extensionUri, editor }: SweepServices,
  ) {
    this.#reader = new ColumnReader(editor);
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

  refresh(file?: vscode.Uri): void {
    if ((!file || this.#has(file)) && this.#page.isReady) this.#refresher.ask();
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
    const read = await Promise.all(this.columns.map((uri) => this.#reader.read(uri)));
    const found = read.filter((one) => one !== null);
    if (found.length === 0) {
      throw errors.badInput(vscode.l10n.t('None of the traces of this sweep can be read any more.'));
    }
    if (found.some(({ running }) => running)) this.#refresher.ask(LIVE_MS);
    return sweepState(found);
  }
}
