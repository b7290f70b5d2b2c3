/** The columns of sweeps side by side, and what sets one up: a panel for each. */
import * as vscode from 'vscode';
import type { SweepPanelState } from '../protocol/sweepView';
import { fileNameOf } from './forkNames';
import { SweepPanel, type SweepServices } from './sweepPanel';
import type { SweepRun } from './sweepRun';

export const SWEEP_PANEL = 'waitpoint.sweep';

export class SweepPanels implements vscode.WebviewPanelSerializer<SweepPanelState>, vscode.Disposable {
  readonly #panels = new Set<SweepPanel>();
  readonly #listening: { dispose(): void }[];
  readonly #activeChanged = new vscode.EventEmitter<void>();
  /** Another panel is in front, or it began or ended to run. */
  readonly onActiveChange = this.#activeChanged.event;

  constructor(private readonly services: SweepServices) {
    this.#listening = [
      services.editor.onActiveChange(() => this.refresh()),
      services.running.onChange(() => this.#activeChanged.fire()),
      this.#activeChanged,
    ];
  }

  /** The panel that has the focus; null: none has. */
  get active(): SweepPanel | null {
    return [...this.#panels].find(({ isActive }) => isActive) ?? null;
  }

  /** @param columns files of the columns */
  show(columns: readonly vscode.Uri[]): void {
    const open = [...this.#panels].find((panel) => panel.shows(columns));
    if (open) return open.reveal();
    const run = this.services.running.with(columns.map((uri) => uri.toString()));
    if (run) this.setUp(vscode.Uri.parse(run.parent));
    else this.#fill(newPanel(vscode.l10n.t('Sweep')), columns, null);
  }

  /** @param parent trace that the sweep is set up from; where one of it runs, that is shown */
  setUp(parent: vscode.Uri): void {
    const open = this.#panelOf(parent);
    if (open) return open.reveal();
    this.#fill(newPanel(vscode.l10n.t('Sweep of {0}', nameOf(parent))), [], parent);
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
    for (const one of this.#listening) one.dispose();
  }

  #panelOf(parent: vscode.Uri): SweepPanel | null {
    return [...this.#panels].find((panel) => panel.isOf(parent)) ?? null;
  }

  /** Settles when there is a panel of this parent. */
  async #isOpen(parent: vscode.Uri): Promise<void> {
    await new Promise<void>((resolve) => {
      const listening = this.onActiveChange(() => {
        if (!this.#panelOf(parent)) return;
        listening.dispose();
        resolve();
      });
    });
  }

  #fill(panel: vscode.WebviewPanel, columns: readonly vscode.Uri[], parent: vscode.Uri | null): void {
    const filled = new SweepPanel(panel, columns, parent, this.services);
    this.#panels.add(filled);
    panel.onDidChangeViewState(() => this.#activeChanged.fire());
    panel.onDidDispose(() => {
      this.#panels.delete(filled);
      this.#activeChanged.fire();
      if (parent && filled.running) void this.#goOnUnseen(filled.running, parent);
    });
    this.#activeChanged.fire();
  }

  /** A sweep whose panel was closed goes on: a notification tells of it until one is open again, and can stop it. */
  async #goOnUnseen(run: SweepRun, parent: vscode.Uri): Promise<void> {
    const name = nameOf(parent);
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('The sweep of {0} goes on', name),
      cancellable: true,
    };
    await vscode.window.withProgress(options, async (progress, cancelled) => {
      const tell = (): void =>
        progress.report({ message: vscode.l10n.t('{0} of {1} columns', run.done, run.uris.length) });
      const listening = run.onChange(tell);
      tell();
      cancelled.onCancellationRequested(() => void run.stop());
      await Promise.race([run.ended, this.#isOpen(parent)]);
      listening.dispose();
    });
    // Whoever has it in sight again sees when it is over.
    if (run.saved.length === 0 || this.#panelOf(parent)) return;
    const show = vscode.l10n.t('Show');
    const over = vscode.l10n.t(
      'The sweep of {0} is over: {1} of {2} columns.',
      name,
      run.saved.length,
      run.uris.length,
    );
    const said = run.failure === null ? over : `${over} ${run.failure}`;
    if ((await vscode.window.showInformationMessage(said, show)) === show)
      this.show(run.saved.map((uri) => vscode.Uri.parse(uri)));
  }
}

const newPanel = (title: string): vscode.WebviewPanel =>
  vscode.window.createWebviewPanel(SWEEP_PANEL, title, vscode.ViewColumn.Active);

const nameOf = (uri: vscode.Uri): string => fileNameOf(uri.path).replace(/\.trace\.json$/, '');
