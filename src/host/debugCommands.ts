/** The debugger's commands, as the palette, the keyboard and the view's context menu call them. */
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import { DEBUG_COMMANDS, type DebugCommand } from '../protocol/webview';
import type { DebugActions } from './debugActions';
import type { TraceEditor } from './traceEditor';

/** Handlers by command. */
export function debugHandlers(
  editor: TraceEditor,
  debug: DebugActions,
): Record<string, (context: unknown) => Promise<void>> {
  const run = async (command: DebugCommand, context: unknown): Promise<void> => {
    const view = editor.activeView;
    if (!view) throw errors.badInput(vscode.l10n.t('Open a trace first.'));
    await debug.run(view, command, tokenOf(context));
  };
  return Object.fromEntries(
    DEBUG_COMMANDS.map((command) => [`waitpoint.${command}`, (context: unknown) => run(command, context)]),
  );
}

/** The token under the mouse, where a menu of the view was used. */
function tokenOf(context: unknown): number | null {
  const at = (context as { at?: unknown } | null | undefined)?.at;
  return typeof at === 'number' ? at : null;
}
