/** What `when` clauses of menus and keys may ask of the active trace. */
import * as vscode from 'vscode';
import { isRecorded } from '../core/trace/trace';
import { isUnfinished } from './documentState';
import type { TraceEditor } from './traceEditor';

export function keepContextKeys(editor: TraceEditor): vscode.Disposable {
  const last = new Map<string, boolean>();
  const set = (key: string, value: boolean): void => {
    if (last.get(key) === value) return;
    last.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  return editor.onActiveChange((document) => {
    const usable = document !== null && document.readOnly === null;
    set('waitpoint.running', document?.isRunning ?? false);
    set('waitpoint.canRun', usable && !document.isRunning);
    const trace = document && document.problem === null ? document.state.trace : null;
    set('waitpoint.canDebug', usable && !document.isRunning && trace !== null && isRecorded(trace));
    set('waitpoint.hasProbes', trace !== null && trace.probes.length > 0);
    set('waitpoint.inSweep', trace !== null && trace.sweep !== null);
    set('waitpoint.isFork', trace !== null && trace.parent !== null);
    set('waitpoint.canContinue', usable && !document.isRunning && isUnfinished(document.state.trace));
  });
}
