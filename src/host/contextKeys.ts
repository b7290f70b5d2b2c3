/** What `when` clauses of menus and keys may ask of the active trace. */
import * as vscode from 'vscode';
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
    set('waitpoint.canContinue', usable && !document.isRunning && isUnfinished(document.state.trace));
  });
}
