/** The fork tree: one panel for the workspace, live while files change and open traces run. */
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import type { TreeHostApi, TreeNode, TreePanelState, TreeState, TreeViewApi } from '../protocol/forkViews';
import type { ComparePanels } from './comparePanel';
import { forkTreeState } from './forkTreeState';
import { openTrace } from './openTrace';
import { panelIcon, PanelView } from './panelView';
import { Refresher } from './refresher';
import type { TraceEditor } from './traceEditor';
import type { TraceHeads } from './traceHeads';

export const TREE_PANEL = 'waitpoint.forkTree';

/** A run's answer and scores are worth a look once a second. */
const LIVE_MS = 1_000;

export interface ForkTreeServices {
  readonly extensionUri: vscode.Uri;
  readonly editor: TraceEditor;
  readonly heads: TraceHeads;
  readonly compare: ComparePanels;
  readonly log: vscode.LogOutputChannel;
}

export class ForkTreePanel implements vscode.WebviewPanelSerializer<TreePanelState>, vscode.Disposable {
  #page: PanelView<TreeViewApi, TreeHostApi> | null = null;
  #active: string | null = null;
  /** URIs that the page was told of: it may name no others. */
  #told = new Set<string>();
  readonly #refresher = new Refresher(() => this.#refresh());
  readonly #disposables: vscode.Disposable[];

  constructor(private readonly services: ForkTreeServices) {
    const { editor } = services;
    this.#disposables = [
      this.#refresher,
      editor.onActiveChange((document) => {
        if (document) this.#active = document.uri.toString();
        this.#ask();
      }),
    ];
  }

  /** A trace file came, changed or went. */
  filesChanged(): void {
    this.#ask();
  }

  /** @param trace the one to mark; default: the active one, or the one that was active last */
  show(trace?: vscode.Uri): void {
    const active = trace ?? this.services.editor.activeView?.document.uri;
    if (active) this.#active = active.toString();
    if (this.#page) {
      this.#page.panel.reveal();
      this.#ask();
      return;
    }
    this.#fill(
      vscode.window.createWebviewPanel(TREE_PANEL, vscode.l10n.t('Fork Tree'), vscode.ViewColumn.Active),
    );
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state?: TreePanelState): Promise<void> {
    if (this.#page) panel.dispose();
    else {
      this.#active ??= typeof state?.active === 'string' ? state.active : null;
      this.#fill(panel);
    }
  }

  dispose(): void {
    for (const one of this.#disposables) one.dispose();
  }

  #fill(panel: vscode.WebviewPanel): void {
    panel.iconPath = panelIcon(this.services.extensionUri);
    const page: PanelView<TreeViewApi, TreeHostApi> = new PanelView(
      panel,
      this.services.extensionUri,
      { bundle: 'treeView', title: panel.title },
      {
        ready: async () => {
          const state = await this.#state((read, all) => {
            if (this.#page === page) void page.view.progress(read, all);
          });
          page.isReady = true;
          return state;
        },
        open: async (uri) => openTrace(this.#checked(uri)),
        compare: async (left, right) => this.services.compare.show(this.#checked(left), this.#checked(right)),
      },
      ['show', 'progress'],
    );
    this.#page = page;
    panel.onDidDispose(() => {
      if (this.#page === page) this.#page = null;
    });
  }

  #ask(): void {
    if (this.#page?.isReady) this.#refresher.ask();
  }

  async #refresh(): Promise<void> {
    const page = this.#page;
    if (!page?.isReady) return;
    try {
      const state = await this.#state();
      if (page.isReady) void page.view.show(state);
    } catch (error) {
      this.services.log.error(messageOf(error));
    }
  }

  async #state(report?: (read: number, all: number) => void): Promise<TreeState> {
    const { editor, heads } = this.services;
    const running = (): Set<string> =>
      new Set(editor.documents.filter((one) => one.isRunning).map((one) => one.uri.toString()));
    const state = forkTreeState(await heads.read(report), this.#active, (uri) => running().has(uri));
    this.#told = new Set(state.trees.flatMap(({ root }) => urisOf(root)));
    if (running().size > 0) this.#refresher.ask(LIVE_MS);
    return state;
  }

  #checked(uri: string): vscode.Uri {
    if (!this.#told.has(uri)) throw errors.badInput(vscode.l10n.t('This trace is no longer in the tree.'));
    return vscode.Uri.parse(uri, true);
  }
}

function urisOf(root: TreeNode): string[] {
  const uris: string[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.trace) uris.push(node.trace.uri);
    waiting.push(...node.children);
  }
  return uris;
}
