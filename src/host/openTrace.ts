import * as vscode from 'vscode';
import { VIEW_TYPE } from './traceEditor';

/** Opens a trace where it is open already, else in the active group. */
export async function openTrace(
  uri: vscode.Uri,
  options: Pick<vscode.TextDocumentShowOptions, 'preview'> = {},
): Promise<void> {
  const column = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(
      ({ input }) => input instanceof vscode.TabInputCustom && input.uri.toString() === uri.toString(),
    ),
  )?.viewColumn;
  await vscode.commands.executeCommand('vscode.openWith', uri, VIEW_TYPE, {
    ...options,
    ...(column && { viewColumn: column }),
  });
}
