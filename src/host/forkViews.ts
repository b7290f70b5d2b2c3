/** The fork tree and the compare view: their panels, commands and menus. */
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import { forkForest, nodesOf, type ForkNode } from '../core/trace/forkTree';
import { traceIdentity } from '../core/trace/identity';
import { COMPARE_PANEL, type ComparePanels } from './comparePanel';
import { ForkLinks } from './forkLinks';
import { ForkTreePanel, TREE_PANEL } from './forkTreePanel';
import { registerHandlers } from './registerHandlers';
import type { TraceDocument } from './traceDocument';
import type { TraceEditor } from './traceEditor';
import { TRACE_PATTERN, type TraceHeads } from './traceHeads';
import type { TraceItem } from './traceTree';

export interface ForkViewServices {
  readonly extensionUri: vscode.Uri;
  readonly editor: TraceEditor;
  readonly heads: TraceHeads;
  readonly compare: ComparePanels;
  readonly log: vscode.LogOutputChannel;
}

export function registerForkViews(services: ForkViewServices): vscode.Disposable {
  const { editor, heads, compare, log } = services;
  const tree = new ForkTreePanel(services);
  const links = new ForkLinks();
  const watcher = vscode.workspace.createFileSystemWatcher(TRACE_PATTERN);
  const changed = (uri: vscode.Uri): void => {
    links.forget();
    tree.filesChanged();
    compare.refresh(uri);
    void tellMenus();
  };
  const active = (item?: TraceItem): vscode.Uri => {
    const uri = item?.uri ?? editor.activeView?.document.uri;
    if (!uri) throw errors.badInput(vscode.l10n.t('Open a trace first.'));
    return uri;
  };
  const tellMenus = async (): Promise<void> => {
    const document = editor.activeView?.document ?? null;
    const isFork = document !== null && !document.problem && document.state.trace.parent !== null;
    const inTree = isFork || (document !== null && (await hasForks(document, links)));
    // Another trace is in front by now: its own turn comes.
    if ((editor.activeView?.document ?? null) !== document) return;
    void vscode.commands.executeCommand('setContext', 'waitpoint.inForkTree', inTree);
  };

  return vscode.Disposable.from(
    compare,
    tree,
    watcher,
    watcher.onDidCreate(changed),
    watcher.onDidChange(changed),
    watcher.onDidDelete(changed),
    editor.onActiveChange(() => {
      tellMenus().catch((error: unknown) => log.error(messageOf(error)));
    }),
    vscode.window.registerWebviewPanelSerializer(TREE_PANEL, tree),
    vscode.window.registerWebviewPanelSerializer(COMPARE_PANEL, compare),
    registerHandlers(
      {
        'waitpoint.showForkTree': (item?: TraceItem) => tree.show(item?.uri),
        'waitpoint.compareBranches': async (item?: TraceItem, selected?: readonly TraceItem[]) => {
          const [left, right, ...more] = (selected ?? []).filter(({ kind }) => kind === 'trace');
          if (more.length > 0) throw errors.badInput(vscode.l10n.t('Select two traces, not more.'));
          if (left && right) return compare.show(left.uri, right.uri);
          const uri = active(item);
          const other = await pickOther(heads, uri);
          if (other) compare.show(uri, other);
        },
        'waitpoint.compareWithParent': async (item?: TraceItem) => {
          const uri = active(item);
          compare.show(await parentOf(heads, uri), uri);
        },
      },
      log,
    ),
  );
}

async function hasForks(
  { uri, problem, state, isRunning }: TraceDocument,
  links: ForkLinks,
): Promise<boolean> {
  const all = await links.all();
  if (all.some(({ path }) => path === uri.path)) return true;
  if (problem || isRunning || all.length === 0) return false;
  const identity = traceIdentity(state.trace);
  return all.some((link) => link.identity === identity);
}

async function forestWith(
  heads: TraceHeads,
  uri: vscode.Uri,
): Promise<{ tree: ForkNode[]; all: ForkNode[] }> {
  const all = forkForest((await heads.read()).files);
  const isIn = (root: ForkNode): boolean =>
    [...nodesOf([root])].some(({ file }) => file?.uri === uri.toString());
  return { tree: all.filter(isIn), all };
}

async function parentOf(heads: TraceHeads, uri: vscode.Uri): Promise<vscode.Uri> {
  const { tree } = await forestWith(heads, uri);
  const parent = [...nodesOf(tree)].find(({ children }) =>
    children.some(({ file }) => file?.uri === uri.toString()),
  );
  if (!parent) throw errors.badInput(vscode.l10n.t('This trace is no fork: it has no parent.'));
  if (!parent.file) {
    throw errors.badInput(
      vscode.l10n.t('The parent of this trace is not in this workspace: {0}', parent.path ?? parent.identity),
    );
  }
  return vscode.Uri.parse(parent.file.uri);
}

/** Asks for the other one: of its own tree where that has others, else of all traces. */
async function pickOther(heads: TraceHeads, uri: vscode.Uri): Promise<vscode.Uri | null> {
  const { tree, all } = await forestWith(heads, uri);
  const others = (roots: readonly ForkNode[]) =>
    [...nodesOf(roots)].flatMap(({ file }) => (file && file.uri !== uri.toString() ? [file] : []));
  const inTree = others(tree);
  const offered = (inTree.length > 0 ? inTree : others(all)).map(({ uri: other, path, head }) => ({
    label: path.slice(path.lastIndexOf('/') + 1),
    description: head.answer === null ? '' : `→ ${head.answer}`,
    detail: head.question.replace(/\s+/g, ' ').slice(0, 200),
    uri: vscode.Uri.parse(other),
  }));
  if (offered.length === 0) throw errors.badInput(vscode.l10n.t('There is no other trace to compare with.'));
  const picked = await vscode.window.showQuickPick(offered, {
    title: vscode.l10n.t('Compare {0} with', uri.path.slice(uri.path.lastIndexOf('/') + 1)),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.uri ?? null;
}
