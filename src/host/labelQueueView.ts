/** The side bar's queue of traces to label, and the way from one to the next. */
import * as vscode from 'vscode';
import { agreementOf } from '../core/annotate/agreement';
import { labelQueue, QUEUE_REASONS, type QueueItem, type QueueReason } from '../core/annotate/labelQueue';
import { visibleText } from '../core/text';
import { candidatesOf } from '../core/annotate/poolTrace';
import type { FileTrace, LabelPool } from './labelPool';
import { Refresher } from './refresher';
import { annotator } from './traceAnnotations';
import { VIEW_TYPE, type TraceEditor } from './traceEditor';
import { TRACE_PATTERN } from './traceHeads';
import type { TraceDocument } from './traceDocument';

const VIEW = 'waitpoint.labelQueue';
const LONGEST_LABEL = 120;
/** Of a queue of thousands nobody reads more. */
const MOST_SHOWN = 200;

interface Queued {
  readonly item: QueueItem;
  readonly trace: FileTrace;
}

export class LabelQueueView implements vscode.TreeDataProvider<Queued>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<Queued>;
  readonly #refresher = new Refresher(async () => this.#changed.fire(undefined), 400);
  readonly #disposables: vscode.Disposable[];
  #reasons: readonly QueueReason[] = QUEUE_REASONS;

  constructor(
    readonly pool: LabelPool,
    private readonly editor: TraceEditor,
  ) {
    this.#view = vscode.window.createTreeView(VIEW, { treeDataProvider: this });
    const ask = (): void => this.#refresher.ask();
    const watchers = [TRACE_PATTERN, '**/*.annotations.*.jsonl'].map((pattern) =>
      vscode.workspace.createFileSystemWatcher(pattern),
    );
    this.#disposables = [
      this.#changed,
      this.#view,
      ...watchers,
      ...watchers.flatMap((watcher) => [
        watcher.onDidChange(ask),
        watcher.onDidCreate(ask),
        watcher.onDidDelete(ask),
      ]),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('waitpoint.annotator')) ask();
      }),
    ];
  }

  async getChildren(parent?: Queued): Promise<Queued[]> {
    if (parent) return [];
    const traces = await this.pool.read();
    this.#view.message = progressOf(traces, annotator());
    return this.#queueOf(traces).slice(0, MOST_SHOWN);
  }

  getTreeItem({ item, trace }: Queued): vscode.TreeItem {
    const question = visibleText(trace.question.replace(/\s+/g, ' ').trim());
    const node = new vscode.TreeItem(
      question.length > LONGEST_LABEL ? `${question.slice(0, LONGEST_LABEL)}…` : question,
    );
    node.description = reasonWords(item);
    node.tooltip = `${vscode.workspace.asRelativePath(trace.uri)}\n${reasonWords(item)}`;
    node.resourceUri = trace.uri;
    node.iconPath = new vscode.ThemeIcon('tag');
    node.contextValue = 'queued';
    node.command = {
      command: 'waitpoint.openToLabel',
      title: vscode.l10n.t('Label'),
      arguments: [{ item, trace }],
    };
    return node;
  }

  #queueOf(traces: readonly FileTrace[]): Queued[] {
    const candidates = candidatesOf(traces, annotator());
    const byIdentity = new Map([...candidates].map(([trace, { identity }]) => [identity, trace]));
    return labelQueue([...candidates.values()], { reasons: this.#reasons }).flatMap((item): Queued[] => {
      const trace = byIdentity.get(item.identity);
      return trace ? [{ item, trace }] : [];
    });
  }

  /** Opens a trace of the queue where its reason is. */
  async open({ item, trace }: Queued): Promise<void> {
    if (item.step !== null) this.editor.goToStep(trace.uri, item.step);
    await vscode.commands.executeCommand('vscode.openWith', trace.uri, VIEW_TYPE);
  }

  /** Opens what is to be labelled next. @param after is not opened again */
  async next(after?: TraceDocument): Promise<void> {
    const queue = this.#queueOf(await this.pool.read());
    const next = queue.find(({ trace }) => trace.uri.toString() !== after?.uri.toString());
    if (next) return this.open(next);
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The label queue is empty: every other trace of the workspace is labelled, or has no steps.',
      ),
    );
  }

  /** Lets the user choose what the queue is for. */
  async chooseReasons(): Promise<void> {
    const items = QUEUE_REASONS.map((reason) => ({
      label: REASON_WORDS[reason],
      reason,
      picked: this.#reasons.includes(reason),
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('What to Label First'),
      canPickMany: true,
    });
    if (!picked) return;
    this.#reasons = picked.length === 0 ? QUEUE_REASONS : picked.map(({ reason }) => reason);
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#refresher.dispose();
    for (const one of this.#disposables) one.dispose();
  }
}

const REASON_WORDS: Readonly<Record<QueueReason, string>> = {
  trustedButWrong: vscode.l10n.t('wrong answer, trusted steps'),
  disagreement: vscode.l10n.t('label and score disagree'),
  scorers: vscode.l10n.t('two scorers disagree'),
  uncertain: vscode.l10n.t('unsure score'),
};

function reasonWords({ reason, step }: QueueItem): string {
  if (reason === null) return '';
  return step === null
    ? REASON_WORDS[reason]
    : vscode.l10n.t('{0}, step {1}', REASON_WORDS[reason], step + 1);
}

/** How far an annotator is, and agrees with others. */
function progressOf(traces: readonly FileTrace[], name: string): string {
  const candidates = [...candidatesOf(traces, name).values()];
  const done = candidates.filter(({ labels }) => !labels.includes(null)).length;
  const { pairs } = agreementOf(traces);
  const kappas = pairs
    .filter(({ annotators, steps, kappa }) => annotators.includes(name) && steps > 0 && !Number.isNaN(kappa))
    .map(({ annotators, kappa }) => `κ ${kappa.toFixed(2)} ${annotators.find((one) => one !== name)}`);
  return [vscode.l10n.t('{0}: {1} of {2} traces labelled', name, done, candidates.length), ...kappas].join(
    ' · ',
  );
}
