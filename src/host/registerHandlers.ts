import * as vscode from 'vscode';
import { messageOf } from '../core/errors';

/** Registers commands by name. One that fails says so to its user, and to the log. */
export function registerHandlers(
  handlers: Readonly<Record<string, (...args: never[]) => unknown>>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([name, handle]) =>
      vscode.commands.registerCommand(name, async (...args: never[]) => {
        try {
          await handle(...args);
        } catch (error) {
          log.error(`${name}: ${messageOf(error)}`);
          void vscode.window.showErrorMessage(messageOf(error));
        }
      }),
    ),
  );
}
