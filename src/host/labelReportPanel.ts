/** The label report: who labelled what, how they agree, and whether the scorer can be trusted. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { ANNOTATION_SCHEMA, QUOTED_CHARACTERS } from '../core/annotate/annotation';
import { LABELS, type Label } from '../core/annotate/vocabulary';
import { GOLD_ANNOTATOR } from '../core/annotate/labelQueue';
import { errors, messageOf } from '../core/errors';
import { annotationPath, appendLines } from '../files/annotationFiles';
import type { LabelReportHostApi, LabelReportState, LabelReportViewApi } from '../protocol/labelReport';
import { fileNameOf } from './forkNames';
import type { FileTrace, LabelPool } from './labelPool';
import { labelReportState } from './labelReportState';
import { panelIcon, PanelView } from './panelView';
import { VIEW_TYPE, type TraceEditor } from './traceEditor';

export const LABEL_REPORT = 'waitpoint.labelReport';

export interface LabelReportServices {
  readonly extensionUri: vscode.Uri;
  readonly editor: TraceEditor;
  readonly pool: LabelPool;
}

export class LabelReportPanel implements vscode.WebviewPanelSerializer {
  #open: {
    readonly panel: vscode.WebviewPanel;
    readonly page: PanelView<LabelReportViewApi, LabelReportHostApi>;
  } | null = null;
  #traces: readonly FileTrace[] = [];

  constructor(private readonly services: LabelReportServices) {}

  show(): void {
    if (this.#open) return this.#open.panel.reveal();
    const title = vscode.l10n.t('Label Report');
    this.#fill(vscode.window.createWebviewPanel(LABEL_REPORT, title, vscode.ViewColumn.Active));
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#fill(panel);
  }

  /** Traces or annotations have changed. */
  async refresh(): Promise<void> {
    const { page } = this.#open ?? {};
    if (!page?.isReady) return;
    try {
      const state = await this.#state();
      if (page.isReady) void page.view.show(state);
    } catch (error) {
      if (page.isReady) void page.view.failed(messageOf(error));
    }
  }

  #fill(panel: vscode.WebviewPanel): void {
    const { extensionUri } = this.services;
    panel.iconPath = panelIcon(extensionUri);
    const page = new PanelView<LabelReportViewApi, LabelReportHostApi>(
      panel,
      extensionUri,
      { bundle: 'labelReport', title: panel.title },
      {
        ready: async () => {
          const state = await this.#state();
          page.isReady = true;
          return state;
        },
        open: (uri, step) => this.#openStep(uri, step),
        decide: (uri, step, label) => this.#decide(uri, step, label),
      },
      ['show', 'failed'],
    );
    this.#open = { panel, page };
    panel.onDidDispose(() => (this.#open = null));
  }

  async #state(): Promise<LabelReportState> {
    this.#traces = await this.services.pool.read();
    return labelReportState(
      this.#traces.map((trace) => ({
        ...trace,
        place: trace.uri.toString(),
        name: fileNameOf(trace.uri.path).replace(/\.trace\.json$/, ''),
      })),
    );
  }

  /** A view may name only what it was shown. @throws WaitpointError */
  #shown(uri: string, step: number): { trace: FileTrace; at: FileTrace['steps'][number] } {
    const trace = this.#traces.find((one) => one.uri.toString() === uri);
    const at = trace?.steps[step];
    if (!trace || !at) throw errors.badInput(vscode.l10n.t('This step is no longer there.'));
    return { trace, at };
  }

  async #openStep(uri: string, step: number): Promise<void> {
    const { trace } = this.#shown(uri, step);
    this.services.editor.goToStep(trace.uri, step);
    await vscode.commands.executeCommand('vscode.openWith', trace.uri, VIEW_TYPE);
  }

  async #decide(uri: string, step: number, label: Label): Promise<void> {
    const { trace, at } = this.#shown(uri, step);
    if (!LABELS.includes(label)) throw errors.badInput(vscode.l10n.t('This is no label.'));
    await appendLines(annotationPath(trace.uri.fsPath, GOLD_ANNOTATOR), [
      {
        schema: ANNOTATION_SCHEMA,
        id: randomUUID(),
        at: new Date().toISOString(),
        by: GOLD_ANNOTATOR,
        trace: trace.identity,
        range: { start: at.start, end: at.end },
        quote: (trace.stepTexts[step] ?? '').slice(0, QUOTED_CHARACTERS),
        said: { kind: 'label', value: label },
        spentMs: 0,
        scoresVisible: false,
      },
    ]);
    await this.refresh();
  }
}
