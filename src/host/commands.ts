/** The commands of the palette, the menus and the keyboard. */
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import { readQuestion } from './questionRow';
import type { GradeAnswer } from '../core/grade/traceGrade';
import { STEP_COMMANDS } from '../protocol/stepCommand';
import { parametersOf } from './documentState';
import { VIEW_TYPE, type TraceEditor } from './traceEditor';
import type { EngineService } from './engineService';
import { debugHandlers } from './debugCommands';
import type { DebugActions } from './debugActions';
import type { LabelQueueView } from './labelQueueView';
import type { LabelReportPanel } from './labelReportPanel';
import type { Models } from './models';
import { exportTraces, type ExportTarget } from './exportTraces';
import { importClipboard, importEditor, importFile } from './importForeign';
import { openNewTrace } from './newTrace';
import { pickOverlay } from './pickOverlay';
import { registerHandlers } from './registerHandlers';
import type { Servers } from './servers';
import { askForLink } from './openLink';
import type { RunController } from './runController';
import { ENGINE_MENU_COMMAND, showEngineMenu } from './statusBar';
import type { TraceDocument } from './traceDocument';
import type { TraceHeads } from './traceHeads';
import type { TraceItem } from './traceTree';

export interface CommandServices {
  readonly editor: TraceEditor;
  readonly engine: EngineService;
  readonly models: Models;
  readonly servers: Servers;
  readonly runs: RunController;
  readonly debug: DebugActions;
  readonly queue: LabelQueueView;
  readonly labelReport: LabelReportPanel;
  readonly heads: TraceHeads;
  readonly grade: GradeAnswer;
  readonly log: vscode.LogOutputChannel;
  /** Ends all that runs over the engine. */
  readonly stopAll: () => Promise<void>;
}

/** Longer selections are slips, such as a whole file; a longer question can still be typed or pasted. */
const LONGEST_QUESTION = 20_000;

export function registerCommands({
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
}: CommandServices): vscode.Disposable {
  const unload = async (): Promise<void> => engine.unload();
  const active = (): TraceDocument => {
    const document = editor.activeView?.document;
    if (!document) throw errors.badInput(vscode.l10n.t('Open a trace first.'));
    return document;
  };
  const handlers: Record<string, (...args: never[]) => unknown> = {
    'waitpoint.newTrace': async () => openNewTrace(editor, await models.newDraft()),
    'waitpoint.openTrace': openTrace,
    'waitpoint.importFile': (file: unknown) => importFile({ editor, log }, file),
    'waitpoint.importEditor': () => importEditor({ editor, log }),
    'waitpoint.importClipboard': () => importClipboard({ editor, log }),
    'waitpoint.exportTrace': (target: ExportTarget, selected: unknown) =>
      exportTraces({ editor, heads, grade, log }, target, selected),
    'waitpoint.runSelection': () => runSelection({ editor, models, runs }),
    'waitpoint.run': () => (active(), editor.command('run')),
    'waitpoint.stop': () => runs.stop(active()),
    'waitpoint.continueRun': () => runs.continueRun(active()),
    ...debugHandlers(editor, debug),
    'waitpoint.addServer': () => servers.add(),
    'waitpoint.setServerKey': () => servers.setKey(),
    'waitpoint.forgetServerKey': () => servers.forgetKey(),
    'waitpoint.nextWait': () => editor.command('nextWait'),
    'waitpoint.previousWait': () => editor.command('previousWait'),
    'waitpoint.focusQuestion': () => (active(), editor.command('focusQuestion')),
    'waitpoint.togglePanel': () => (active(), editor.command('togglePanel')),
    'waitpoint.annotate': () => (active(), editor.command('annotate')),
    'waitpoint.nextToLabel': () => queue.next(editor.activeView?.document),
    'waitpoint.openToLabel': (queued: Parameters<LabelQueueView['open']>[0]) => queue.open(queued),
    'waitpoint.showLabelReport': () => labelReport.show(),
    'waitpoint.chooseQueue': () => queue.chooseReasons(),
    'waitpoint.cycleOverlay': () => (active(), editor.command('cycleOverlay')),
    'waitpoint.setOverlay': async () => {
      active();
      const overlay = await pickOverlay();
      if (overlay) editor.command(`overlay:${overlay}`);
    },
    ...Object.fromEntries(
      STEP_COMMANDS.map((name) => [`waitpoint.${name}`, () => (active(), editor.command(name))]),
    ),
    'waitpoint.findInPage': () => vscode.commands.executeCommand('editor.action.webvieweditor.showFind'),
    'waitpoint.openLink': () => askForLink(editor),
    'waitpoint.showLog': () => log.show(true),
    'waitpoint.unloadModels': async () => {
      await stopAll();
      await unload();
    },
    'waitpoint.openItem': (item: TraceItem) =>
      vscode.commands.executeCommand('vscode.openWith', item.uri, VIEW_TYPE),
    'waitpoint.openAsText': (target: unknown) => openAsText(target),
    'waitpoint.revealTrace': (item: TraceItem) =>
      vscode.commands.executeCommand('revealInExplorer', item.uri),
    'waitpoint.deleteTrace': (item: TraceItem) => deleteTrace(item.uri),
    [ENGINE_MENU_COMMAND]: () => showEngineMenu(engine, { stopAll, unload, showLog: () => log.show(true) }),
  };
  return registerHandlers(handlers, log);
}

async function openTrace(): Promise<void> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open Trace'),
    canSelectMany: true,
    filters: { [vscode.l10n.t('Traces')]: ['trace.json', 'json'] },
  });
  for (const uri of picked ?? []) await vscode.commands.executeCommand('vscode.openWith', uri, VIEW_TYPE);
}

/** The selected text, or the line of the cursor where nothing is selected. */
async function runSelection({ editor, models, runs }: Pick<CommandServices, 'editor' | 'models' | 'runs'>) {
  const text = vscode.window.activeTextEditor;
  if (!text) throw errors.badInput(vscode.l10n.t('Select a question in a text editor first.'));
  const range = text.selection.isEmpty ? text.document.lineAt(text.selection.active).range : text.selection;
  const { question, expected } = readQuestion(text.document.getText(range));
  if (question === '') throw errors.emptyQuestion();
  if (question.length > LONGEST_QUESTION) {
    throw errors.badInput(
      vscode.l10n.t(
        'The selection has {0} characters; a question has at most {1}.',
        question.length,
        LONGEST_QUESTION,
      ),
    );
  }
  const draft = await models.newDraft(question);
  const document = await openNewTrace(editor, { ...draft, question: { text: question, expected } });
  runs.run(document, parametersOf(document.state));
}

/** From the page of a trace that cannot be shown (a URI as text), or from the side bar. */
async function openAsText(target: unknown): Promise<void> {
  const uri =
    typeof target === 'string' ? vscode.Uri.parse(target, true) : (target as TraceItem | undefined)?.uri;
  if (uri) await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
}

async function deleteTrace(uri: vscode.Uri): Promise<void> {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const confirmed = async (message: string, action: string, detail?: string): Promise<boolean> =>
    (await vscode.window.showWarningMessage(message, { modal: true, ...(detail && { detail }) }, action)) ===
    action;
  if (!(await confirmed(vscode.l10n.t('Delete {0}?', name), vscode.l10n.t('Move to Trash')))) return;
  try {
    await vscode.workspace.fs.delete(uri, { useTrash: true });
  } catch (error) {
    // Remote and browser workbenches have no trash.
    const forever = await confirmed(
      vscode.l10n.t('{0} cannot be moved to the trash. Delete it for good?', name),
      vscode.l10n.t('Delete'),
      messageOf(error),
    );
    if (forever) await vscode.workspace.fs.delete(uri);
  }
}
