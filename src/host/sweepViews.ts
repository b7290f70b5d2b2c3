/** The sweep view: its panels and commands. */
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import { parseTrace } from '../core/trace/traceFile';
import type { Trace } from '../core/trace/trace';
import { registerHandlers } from './registerHandlers';
import { columnsBeside } from './sweepFiles';
import type { SweepPanel } from './sweepPanel';
import { SWEEP_PANEL, type SweepPanels } from './sweepPanels';
import type { TraceDocument } from './traceDocument';
import type { TraceEditor } from './traceEditor';
import { readTraceBytes } from './traceFiles';
import { TRACE_PATTERN } from './traceHeads';

export interface SweepViewServices {
  readonly editor: TraceEditor;
  readonly sweeps: SweepPanels;
  readonly log: vscode.LogOutputChannel;
}

export function registerSweepViews({ editor, sweeps, log }: SweepViewServices): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(TRACE_PATTERN);
  const changed = (uri: vscode.Uri): void => sweeps.refresh(uri);
  const activeTrace = (): TraceDocument => {
    const document = editor.activeView?.document;
    if (!document) throw errors.badInput(vscode.l10n.t('Open a trace first.'));
    return document;
  };
  const active = (): SweepPanel => {
    if (!sweeps.active) throw errors.badInput(vscode.l10n.t('Open a sweep first.'));
    return sweeps.active;
  };
  return vscode.Disposable.from(
    sweeps,
    watcher,
    watcher.onDidCreate(changed),
    watcher.onDidChange(changed),
    watcher.onDidDelete(changed),
    vscode.window.registerWebviewPanelSerializer(SWEEP_PANEL, sweeps),
    sweeps.onActiveChange(() => {
      const running = sweeps.active?.running != null;
      void vscode.commands.executeCommand('setContext', 'waitpoint.sweepRunning', running);
    }),
    registerHandlers(
      {
        'waitpoint.sweepBudgets': () => sweeps.setUp(activeTrace().uri),
        'waitpoint.openSweep': () => {
          const { uri, state } = activeTrace();
          return showSweep(uri, state.trace, sweeps);
        },
        'waitpoint.runSweep': () => active().view.run(),
        'waitpoint.stopSweep': () => active().stop(),
        'waitpoint.pinColumn': () => pinColumn(active()),
        'waitpoint.unpinColumn': () => active().view.pin(null),
        'waitpoint.toggleSweepCharts': () => active().view.toggleCharts(),
      },
      log,
    ),
  );
}

/** Shows the sweep that a saved trace is a column of. */
export async function showSweepOf(column: vscode.Uri, sweeps: SweepPanels): Promise<void> {
  await showSweep(column, parseTrace(await readTraceBytes(column)).trace, sweeps);
}

async function showSweep(uri: vscode.Uri, trace: Trace, sweeps: SweepPanels): Promise<void> {
  if (!trace.sweep) throw errors.badInput(vscode.l10n.t('This trace is no column of a sweep.'));
  sweeps.show(await columnsBeside(uri, trace));
}

/** Asks which column the others are to be compared with; the one that had the focus last is proposed. */
async function pinColumn({ shown, view }: SweepPanel): Promise<void> {
  const columns = shown?.columns ?? [];
  if (columns.length === 0) throw errors.badInput(vscode.l10n.t('This sweep has no columns yet.'));
  const place = await view.place();
  const items = columns.map(({ column, label, answer, name }) => ({
    label: `${column + 1}: ${label}`,
    description: [
      ...(answer === null ? [] : [answer]),
      ...(column === place.pinned ? ['(pinned)'] : []),
    ].join(' '),
    detail: name,
    column,
  }));
  const picker = vscode.window.createQuickPick<(typeof items)[number]>();
  picker.title = vscode.l10n.t('Compare the other columns with');
  picker.matchOnDescription = true;
  picker.items = items;
  picker.activeItems = items.filter(({ column }) => column === (place.column ?? place.pinned));
  picker.onDidAccept(() => {
    const [picked] = picker.activeItems;
    if (picked) void view.pin(picked.column);
    picker.hide();
  });
  picker.onDidHide(() => picker.dispose());
  picker.show();
}
