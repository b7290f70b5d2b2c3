/** The evaluation view: its panels, commands and status. */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import type { MarkedAnswers } from '../core/evaluation/overrides';
import { EvaluationReader } from '../files/evaluationReader';
import type { EvaluationPanelState } from '../protocol/evaluationView';
import { browseEvaluation } from './evaluationBrowse';
import type { ExportFormat } from './evaluationExport';
import { pathInEvaluation, withOpenMarks } from './evaluationMarks';
import { EvaluationPanel } from './evaluationPanel';
import type { Evaluations } from './evaluations';
import type { ResumeServices } from './evaluationResume';
import type { EvaluationSetupServices } from './evaluationSetup';
import { createEvaluationStatus } from './evaluationStatus';
import type { Models } from './models';
import { registerHandlers } from './registerHandlers';
import type { TraceDocument } from './traceDocument';
import type { TraceEditor } from './traceEditor';

const EVALUATION_PANEL = 'waitpoint.evaluation';
/** Of the status bar alone. */
const SHOW_COMMAND = 'waitpoint.showEvaluationUnderWay';

export interface EvaluationViewServices {
  readonly extensionUri: vscode.Uri;
  readonly editor: TraceEditor;
  readonly models: Models;
  readonly evaluations: Evaluations;
  readonly log: vscode.LogOutputChannel;
}

/** What a panel needs. */
export interface EvaluationServices extends ResumeServices {
  readonly extensionUri: vscode.Uri;
  readonly editor: TraceEditor;
  readonly setup: EvaluationSetupServices;
  /** Adds what open traces say. */
  withOpen(folder: string, marks: ReadonlyMap<string, MarkedAnswers>): ReadonlyMap<string, MarkedAnswers>;
}

export function registerEvaluationViews(services: EvaluationViewServices): vscode.Disposable {
  const { editor, evaluations, log } = services;
  const panels = new EvaluationPanels(panelServices(services));
  const exporting = (format: ExportFormat) => () => panels.active().export(format);
  const handlers = {
    'waitpoint.evaluateDataset': async (file?: unknown) => {
      const dataset = file instanceof vscode.Uri ? file.fsPath : '';
      panels.setUp(dataset);
    },
    'waitpoint.openEvaluation': async (given?: unknown) => {
      // From the explorer it is one of its files.
      const file = given instanceof vscode.Uri ? dirname(given.fsPath) : null;
      const folder = file ?? (typeof given === 'string' ? given : null);
      const picked = folder ?? (await browseEvaluation());
      if (picked !== null) await panels.open(picked);
    },
    [SHOW_COMMAND]: async () => {
      const run = evaluations.underWay[0] ?? evaluations.last;
      if (run) await panels.open(run.order.folder);
    },
    'waitpoint.exportEvaluationSvg': exporting('svg'),
    'waitpoint.exportEvaluationPng': exporting('png'),
    'waitpoint.exportEvaluationCsv': exporting('csv'),
    'waitpoint.exportEvaluationMarkdown': exporting('md'),
  };
  offerCutOff(services, panels).catch((error: unknown) => log.error(String(error)));
  return vscode.Disposable.from(
    createEvaluationStatus(evaluations, SHOW_COMMAND),
    editor.onActiveChange((document) => document && panels.edited(document)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => panels.refresh()),
    vscode.window.registerWebviewPanelSerializer(EVALUATION_PANEL, panels),
    registerHandlers(handlers, log),
  );
}

function panelServices({
  extensionUri,
  editor,
  models,
  evaluations,
}: EvaluationViewServices): EvaluationServices {
  return {
    ...{ extensionUri, editor, evaluations },
    setup: {
      models: async () => ({
        models: await models.choices('model'),
        scorers: await models.choices('scorer'),
      }),
      defaultPath: (role) => models.defaultPath(role),
      requestFor: (modelPath) => models.requestFor(modelPath),
      msPerToken: (modelPath) => evaluations.memory.msPerToken(modelPath),
      refusal: () =>
        vscode.workspace.isTrusted
          ? null
          : vscode.l10n.t('This workspace is not trusted: nothing is run in it.'),
    },
    browseModel: async (role) => (await models.browse(role))?.path ?? null,
    withOpen: (folder, marks) => withOpenMarks(folder, marks, editor),
  };
}

class EvaluationPanels implements vscode.WebviewPanelSerializer<EvaluationPanelState> {
  readonly #panels = new Set<EvaluationPanel>();

  constructor(private readonly services: EvaluationServices) {}

  /** The one in front. @throws WaitpointError where there is none */
  active(): EvaluationPanel {
    const found = [...this.#panels].find(({ panel }) => panel.active);
    if (!found) throw errors.badInput(vscode.l10n.t('Open an evaluation first.'));
    return found;
  }

  has(folder: string): boolean {
    return [...this.#panels].some((panel) => panel.folder === folder);
  }

  /** @param dataset path; '' for none yet */
  setUp(dataset: string): void {
    const title =
      dataset === '' ? vscode.l10n.t('Evaluation') : vscode.l10n.t('Evaluation of {0}', basename(dataset));
    this.#fill(newPanel(title), null, dataset);
  }

  /** @throws WaitpointError where there is none that can be read */
  async open(folder: string): Promise<void> {
    const open = [...this.#panels].find((panel) => panel.folder === folder);
    if (open) return open.panel.reveal();
    // One that is just beginning has written nothing yet.
    if (!this.services.evaluations.of(folder)) await new EvaluationReader(folder).read();
    this.#fill(newPanel(basename(folder)), folder, null);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state?: EvaluationPanelState): Promise<void> {
    const kept = typeof state?.folder === 'string' ? state.folder : null;
    // Begun just before the window went, with nothing of it kept but the form.
    const asked = typeof state?.form?.folder === 'string' ? state.form.folder : '';
    const begun = this.services.evaluations.memory.of(asked)?.underWay === true ? asked : null;
    const folder = kept ?? begun;
    const dataset = typeof state?.form?.dataset === 'string' ? state.form.dataset : null;
    this.#fill(panel, folder, folder === null ? (dataset ?? '') : dataset);
  }

  edited({ uri }: TraceDocument): void {
    for (const panel of this.#panels)
      if (panel.folder !== null && pathInEvaluation(panel.folder, uri) !== null) panel.refresh();
  }

  refresh(): void {
    for (const panel of this.#panels) panel.refresh();
  }

  #fill(panel: vscode.WebviewPanel, folder: string | null, dataset: string | null): void {
    const filled = new EvaluationPanel(panel, this.services, folder, dataset);
    this.#panels.add(filled);
    panel.onDidDispose(() => this.#panels.delete(filled));
  }
}

const newPanel = (title: string): vscode.WebviewPanel =>
  vscode.window.createWebviewPanel(EVALUATION_PANEL, title, vscode.ViewColumn.Active);

/** Whether a tab of an evaluation is there: it may be one that is restored when it is looked at, and offers to go on. */
function isPanelToCome(): boolean {
  return vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(EVALUATION_PANEL),
    ),
  );
}

/** Evaluations that were under way when the window went, and that no panel shows. */
async function offerCutOff({ evaluations }: EvaluationViewServices, panels: EvaluationPanels): Promise<void> {
  for (const [folder, { underWay }] of evaluations.memory.all) {
    if (!underWay || evaluations.of(folder)) continue;
    const read = await new EvaluationReader(folder).read().catch(() => null);
    const done = read?.results.length ?? 0;
    const total = read ? read.rows.length * read.record.cells.length : 0;
    if (!read || done >= total || read.writer !== null) {
      await evaluations.memory.settle(folder);
      continue;
    }
    if (panels.has(folder) || isPanelToCome()) continue;
    const open = vscode.l10n.t('Open');
    const forget = vscode.l10n.t('Forget');
    const message = vscode.l10n.t(
      'The evaluation {0} stands at {1} of {2} rows. It can go on.',
      ...[basename(folder), String(done), String(total)],
    );
    const answer = await vscode.window.showInformationMessage(message, open, forget);
    if (answer === open) await panels.open(folder);
    else if (answer === forget) await evaluations.memory.settle(folder);
  }
}
