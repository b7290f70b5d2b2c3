/** Where VS Code begins: makes the parts and connects them. */
import './zodWithoutEval';
import * as vscode from 'vscode';
import { messageOf } from '../core/errors';
import { translateBy } from '../core/l10n';
import { overrideProblems } from '../core/models/modelOverrides';
import { EngineProcess } from '../engines/llama/client';
import { openGrader } from '../files/grader';
import { registerCommands } from './commands';
import { DebugActions } from './debugActions';
import { ComparePanels } from './comparePanel';
import { keepContextKeys } from './contextKeys';
import { EnginePackages } from './enginePackages';
import { EngineService } from './engineService';
import { EvaluationMemory } from './evaluationMemory';
import { Evaluations } from './evaluations';
import { registerCurationViews } from './curationViews';
import { registerEvaluationViews } from './evaluationViews';
import { registerForkViews } from './forkViews';
import { JournalStore } from './journalStore';
import { LabelPool } from './labelPool';
import { LabelQueueView } from './labelQueueView';
import { LABEL_REPORT, LabelReportPanel } from './labelReportPanel';
import { readOverridesBy } from './modelDefaultsOf';
import { Models, tokenizerOf } from './models';
import { registerModelViews } from './modelViews';
import { offerOrphans } from './offerOrphans';
import { handleLinks } from './openLink';
import { RunController } from './runController';
import { contextSize, engineSettings, modelOverrides } from './settings';
import { registerCudaSupport } from './cudaSupport';
import { createStatusBar } from './statusBar';
import { statusText } from './statusText';
import { registerSweepViews, showSweepOf } from './sweepViews';
import { SweepPanels } from './sweepPanels';
import { RunningSet } from './runningSet';
import { RunningSweeps } from './runningSweeps';
import { SearchMemory } from './searchMemory';
import { SearchPanels } from './searchPanels';
import type { SearchRun } from './searchRun';
import { registerSearchViews } from './searchViews';
import { isServerAddress } from '../core/serverAddress';
import { Servers } from './servers';
import { TraceEditor, VIEW_TYPE } from './traceEditor';
import { TraceHeads } from './traceHeads';
import { TraceTree } from './traceTree';
import { registerTuneEditor } from './tuneEditor';

/** VS Code gives an extension 5 seconds to end; the engine must be gone by then. */
const LAST_GRACE_MS = 1_000;

let shutDown = async (): Promise<void> => {};

export function activate(context: vscode.ExtensionContext): void {
  translateBy(vscode.l10n.t);
  const log = vscode.window.createOutputChannel('Waitpoint', { log: true });
  const entry = vscode.Uri.joinPath(context.extensionUri, 'dist', 'engineProcess.mjs').fsPath;
  const packages = new EnginePackages(context);
  const models = new Models(context);
  const servers: Servers = new Servers(context, log, {
    openTokenizer: (path) => engine.openTokenizer(path),
    files: async () => (await models.choices('model')).filter(({ path }) => !isServerAddress(path)),
    browse: async () => (await models.browse('model'))?.path ?? null,
  });
  const engine: EngineService = new EngineService(
    () =>
      EngineProcess.start({
        ...{ entry, packages: packages.folder, log: (level, message) => log[level](message) },
      }),
    engineSettings,
    (address) => servers.open(address),
    () => packages.ensure(),
    (address) => [address, tokenizerOf(address)].join('|'),
  );
  const storage = context.storageUri ?? context.globalStorageUri;
  const journals = new JournalStore(vscode.Uri.joinPath(storage, 'journals').fsPath);
  const graderEntry = vscode.Uri.joinPath(context.extensionUri, 'dist', 'graderWorker.cjs').fsPath;
  const grader = openGrader({ entry: graderEntry });
  const { grade } = grader;
  const labels = {
    run: vscode.l10n.t('Run'),
    continue: vscode.l10n.t('Continue Run'),
    fork: vscode.l10n.t('Run Fork'),
  };
  const runs = new RunController({
    engine,
    journals,
    labels,
    log: (message) => log.error(message),
    contextSize,
    grade,
  });
  const running = new RunningSweeps();
  const runningSearches = new RunningSet<SearchRun>();
  readOverridesBy(modelOverrides);
  const debug = new DebugActions(() => ({ editor, engine, runs, journals, contextSize, grade }));
  const evaluations = new Evaluations(
    { engine, grade, contextSize },
    new EvaluationMemory(context.workspaceState),
  );
  /** Runs, sweeps and searches end, evaluations pause: what was received is kept. */
  const stopAll = async (graceMs?: number): Promise<void> => {
    await Promise.all([
      ...[runs, running, runningSearches].map((all) => all.stopAll(graceMs)),
      evaluations.pauseAll(graceMs),
    ]);
  };
  const { extensionUri } = context;
  const editor: TraceEditor = new TraceEditor({
    extensionUri,
    engine,
    models,
    runs,
    debug,
    grade,
    journals,
    log,
    nextToLabel: (document) => queue.next(document),
  });
  const pool = new LabelPool();
  const queue = new LabelQueueView(pool, editor);
  const labelReport = new LabelReportPanel({ extensionUri, editor, pool });
  const sweeps = new SweepPanels({
    ...{ extensionUri, editor, engine, journals, models, grade, contextSize, running },
  });
  const compare = new ComparePanels({ extensionUri, editor });
  const searches = new SearchPanels({
    ...{ extensionUri, editor, engine, journals, models, grade, contextSize, compare },
    running: runningSearches,
    memory: new SearchMemory(context.globalState),
  });
  const tree = new TraceTree();
  const heads = new TraceHeads(() => editor.documents);
  const refresh = (): void => editor.refresh();

  context.subscriptions.push(
    log,
    { dispose: () => void grader.dispose() },
    editor,
    tree,
    queue,
    queue.onDidChangeTreeData(() => void labelReport.refresh()),
    vscode.window.registerWebviewPanelSerializer(LABEL_REPORT, labelReport),
    vscode.window.registerCustomEditorProvider(VIEW_TYPE, editor, {
      supportsMultipleEditorsPerDocument: true,
      webviewOptions: { enableFindWidget: true },
    }),
    vscode.window.createTreeView('waitpoint.traces', { treeDataProvider: tree, canSelectMany: true }),
    createStatusBar(engine),
    logEngine(engine, log),
    keepContextKeys(editor),
    handleLinks(editor, log),
    registerCommands({
      editor,
      engine,
      models,
      servers,
      runs,
      debug,
      queue,
      labelReport,
      heads,
      grade,
      log,
      stopAll,
    }),
    registerCudaSupport({ packages, engine, log }),
    registerForkViews({ extensionUri, editor, heads, compare, log }),
    registerSweepViews({ editor, sweeps, log }),
    registerSearchViews({ searches, log }),
    evaluations,
    registerEvaluationViews({ extensionUri, editor, models, evaluations, log }),
    registerTuneEditor(extensionUri),
    registerModelViews({ context, models, entry, log, refreshViews: refresh }),
    registerCurationViews({ extensionUri, editor, engine, models, evaluations, log }),
    vscode.workspace.onDidGrantWorkspaceTrust(refresh),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('waitpoint.modelDefaults'))
        for (const problem of overrideProblems(modelOverrides()))
          void vscode.window.showWarningMessage(problem);
      const keys = [
        'models',
        'findModels',
        'downloadFolder',
        'modelDefaults',
        'servers',
        'defaultModel',
        'defaultScorer',
      ];
      keys.push('annotator', 'annotate');
      if (keys.some((key) => change.affectsConfiguration(`waitpoint.${key}`))) refresh();
    }),
  );
  shutDown = async () => {
    await stopAll(LAST_GRACE_MS);
    await engine.dispose();
  };
  const showSweep = (column: vscode.Uri): Promise<void> => showSweepOf(column, sweeps);
  offerOrphans({ journals, editor, showSweep }).catch((error: unknown) => log.error(messageOf(error)));
}

/** Writes down what the engine does: loading once a model, not once a percent. */
function logEngine(engine: EngineService, log: vscode.LogOutputChannel): vscode.Disposable {
  let last = '';
  return engine.onStatus((status) => {
    const { tooltip } = statusText(status);
    if (tooltip === last) return;
    last = tooltip;
    if (status.state === 'failed') log.error(tooltip);
    else log.info(tooltip);
  });
}

/** Stops runs (their journals stay) and ends the engine process. */
export async function deactivate(): Promise<void> {
  await shutDown();
}
