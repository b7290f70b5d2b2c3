/**
 * Opens the demo trace in a window without editors. A file in a window's address would do as much, but is shown as text
 * when it is opened before the extensions' editors are known, which in a browser is a matter of chance.
 */
import * as vscode from 'vscode';

export async function activate() {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const isEmpty = vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0);
  if (!folder || !isEmpty) return;
  const trace = vscode.Uri.joinPath(folder.uri, 'demo.trace.json');
  await vscode.commands.executeCommand('vscode.open', trace, { preview: false });
}
