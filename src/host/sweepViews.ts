/** The sweep view: its panels and commands. */
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import { registerHandlers } from './registerHandlers';
import { findColumns } from './sweepFiles';
import { SWEEP_PANEL, SweepPanels, type SweepServices } from './sweepPanel';
import type { TraceDocument } from './traceDocument';
import { TRACE_PATTERN } from './traceHeads';

export interface SweepViewServices extends SweepServices {
  readonly log: vscode.LogOutputChannel;
}

export function registerSweepViews(services: SweepViewServices): vscode.Disposable {
  const { editor, log } = services;
  const panels = new SweepPanels(services);
  const watcher = vscode.workspace.createFileSystemWatcher(TRACE_PATTERN);
  const changed = (uri: vscode.Uri): void => panels.refresh(uri);
  const active = (): TraceDocument => {
    const document = editor.activeView?.document;
    if (!document) throw errors.badInput(vscode.l10n.t('Open a trace first.'));
    return document;
  };
  return vscode.Disposable.from(
    panels,
    watcher,
    watcher.onDidCreate(changed),
    watcher.onDidChange(changed),
    watcher.onDidDelete(changed),
    vscode.window.registerWebviewPanelSerializer(SWEEP_PANEL, panels),
    registerHandlers(
      {
        'waitpoint.sweepBudgets': () => panels.setUp(active().uri),
        'waitpoint.openSweep': async () => {
          const { uri, state } = active();
          if (!state.trace.sweep) throw errors.badInput(vscode.l10n.t('This trace is no column of a sweep.'));
          panels.show(await findColumns(uri, state.trace));
        },
      },
      log,
    ),
  );
}
