/** The side bar's view of the workspace's traces and searches. */
import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import { HEAD_BYTES, summarize, summarizeSearch, TAIL_BYTES, type TraceSummary } from './traceSummary';

/** Files listed at most; past it a side bar is no way to find one. */
const MOST_TRACES = 2_000;
/** Files of a provider without partial reads are read whole up to this size, and listed by name alone past it. */
const MOST_BYTES_READ_WHOLE = 1024 * 1024;
const PATTERN = '**/*.{trace,search}.json';
/** One line in a side bar; the tooltip has more. */
const LONGEST_LABEL = 120;

type Item = FolderItem | TraceItem | SearchItem;

interface FolderItem {
  readonly kind: 'folder';
  readonly folder: vscode.Uri;
  readonly traces: readonly (TraceItem | SearchItem)[];
}

export interface TraceItem {
  readonly kind: 'trace';
  readonly uri: vscode.Uri;
}

export interface SearchItem {
  readonly kind: 'search';
  readonly uri: vscode.Uri;
}

export class TraceTree implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Item | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #watcher = vscode.workspace.createFileSystemWatcher(PATTERN);
  readonly #disposables: vscode.Disposable[];
  /** Summaries by URI, until their file changes. */
  readonly #summaries = new Map<string, Promise<TraceSummary | null>>();
  readonly #items = new Map<string, TraceItem | SearchItem>();

  constructor() {
    const refresh = (): void => this.#changed.fire(undefined);
    this.#disposables = [
      this.#watcher,
      this.#changed,
      this.#watcher.onDidCreate(refresh),
      this.#watcher.onDidDelete((uri) => {
        this.#forget(uri);
        refresh();
      }),
      this.#watcher.onDidChange((uri) => {
        this.#summaries.delete(uri.toString());
        this.#changed.fire(this.#items.get(uri.toString()));
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(refresh),
    ];
  }

  async getChildren(item?: Item): Promise<Item[]> {
    if (item) return item.kind === 'folder' ? [...item.traces] : [];
    const found = await vscode.workspace.findFiles(PATTERN, '**/node_modules/**', MOST_TRACES);
    const traces = found.sort((a, b) => compareNames(a.path, b.path)).map((uri) => this.#itemOf(uri));
    const byFolder = groupBy(traces, ({ uri }) => folderOf(uri).toString());
    if (byFolder.size <= 1) return traces;
    return [...byFolder].map(([folder, inside]) => ({
      kind: 'folder',
      folder: vscode.Uri.parse(folder),
      traces: inside,
    }));
  }

  async getTreeItem(item: Item): Promise<vscode.TreeItem> {
    return item.kind === 'folder'
      ? folderTreeItem(item)
      : traceTreeItem(item, await this.#summaryOf(item.uri));
  }

  dispose(): void {
    for (const one of this.#disposables) one.dispose();
  }

  #itemOf(uri: vscode.Uri): TraceItem | SearchItem {
    const key = uri.toString();
    const kind = isSearch(uri) ? 'search' : 'trace';
    const item = this.#items.get(key) ?? { kind, uri };
    this.#items.set(key, item);
    return item;
  }

  #summaryOf(uri: vscode.Uri): Promise<TraceSummary | null> {
    const key = uri.toString();
    const summary = this.#summaries.get(key) ?? readSummary(uri).catch(() => null);
    this.#summaries.set(key, summary);
    return summary;
  }

  #forget(uri: vscode.Uri): void {
    this.#items.delete(uri.toString());
    this.#summaries.delete(uri.toString());
  }
}

function folderTreeItem({ folder }: FolderItem): vscode.TreeItem {
  const workspace = vscode.workspace.getWorkspaceFolder(folder);
  const isRoot = workspace?.uri.toString() === folder.toString();
  const item = new vscode.TreeItem(
    isRoot ? workspace.name : vscode.workspace.asRelativePath(folder),
    vscode.TreeItemCollapsibleState.Expanded,
  );
  item.id = folder.toString();
  item.resourceUri = folder;
  item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = 'folder';
  return item;
}

function traceTreeItem({ kind, uri }: TraceItem | SearchItem, summary: TraceSummary | null): vscode.TreeItem {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const label = oneLine(summary?.question ?? '') || name;
  const item = new vscode.TreeItem(label);
  item.id = uri.toString();
  item.contextValue = kind;
  const title = kind === 'trace' ? vscode.l10n.t('Open Trace') : vscode.l10n.t('Open Search');
  item.command = { command: 'vscode.open', title, arguments: [uri] };
  const state = stateOf(summary);
  const doubt = !summary?.low
    ? null
    : kind === 'trace'
      ? vscode.l10n.t('low confidence')
      : vscode.l10n.t('nothing chosen');
  const answer = summary?.answer == null ? state.word : `→ ${oneLine(summary.answer)}`;
  const description = doubt === null ? answer : `${answer} · ${doubt}`;
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(
    kind === 'search' && summary?.state === 'done' ? 'search-fuzzy' : state.icon,
    state.color === undefined ? undefined : new vscode.ThemeColor(state.color),
  );
  // Plain text: a question is nobody's markdown.
  item.tooltip = [
    summary?.question.slice(0, 1_000),
    summary?.answer && `→ ${summary.answer.slice(0, 200)}`,
    doubt,
    name,
  ]
    .filter(Boolean)
    .join('\n');
  item.accessibilityInformation = {
    label: `${label}, ${description}, ${state.word}`,
  };
  return item;
}

function stateOf(summary: TraceSummary | null): { word: string; icon: string; color?: string } {
  if (!summary) {
    return { word: vscode.l10n.t('cannot be read'), icon: 'warning', color: 'list.warningForeground' };
  }
  switch (summary.state) {
    case 'done':
      return { word: vscode.l10n.t('answered'), icon: summary.low ? 'question' : 'pass' };
    case 'draft':
      return { word: vscode.l10n.t('not run yet'), icon: 'circle-outline' };
    case 'unfinished':
      return { word: vscode.l10n.t('unfinished'), icon: 'debug-pause', color: 'list.warningForeground' };
    default:
      return summary.state satisfies never;
  }
}

async function readSummary(uri: vscode.Uri): Promise<TraceSummary | null> {
  const of = isSearch(uri) ? summarizeSearch : summarize;
  if (uri.scheme === 'file') return readEnds(uri.fsPath, of);
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > MOST_BYTES_READ_WHOLE) return null;
  const text = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
  return of(text, text);
}

async function readEnds(path: string, of: typeof summarize): Promise<TraceSummary | null> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const read = async (start: number, length: number): Promise<string> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
      return buffer.toString('utf8', 0, bytesRead);
    };
    const head = await read(0, Math.min(size, HEAD_BYTES));
    const tailLength = Math.min(size, TAIL_BYTES);
    return of(head, await read(size - tailLength, tailLength));
  } finally {
    await file.close();
  }
}

function isSearch({ path }: vscode.Uri): boolean {
  return path.endsWith('.search.json');
}

function folderOf(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri, '..');
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_LABEL ? `${line.slice(0, LONGEST_LABEL)}…` : line;
}

/** "trace-2" before "trace-10". */
const { compare: compareNames } = new Intl.Collator(undefined, { numeric: true });

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
