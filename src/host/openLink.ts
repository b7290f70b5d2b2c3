/** Follows links to steps: from outside, by the operating system, and from inside, by the command Open Link. */
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import { formatLink, readLink } from './stepLink';
import { VIEW_TYPE, type TraceEditor } from './traceEditor';

/** Scheme and authority of this extension's links. */
function linkBase(): string {
  return `${vscode.env.uriScheme}://waitpoint.waitpoint`;
}

export function linkToStep(uri: vscode.Uri, step: number): string {
  return formatLink(linkBase(), { file: uri.toString(), step });
}

export function handleLinks(editor: TraceEditor, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri: async (uri) => {
      try {
        await followLink(editor, uri);
      } catch (error) {
        log.error(messageOf(error));
        void vscode.window.showErrorMessage(messageOf(error));
      }
    },
  });
}

/** Asks for a link and follows it: a browser's workbench is handed none. */
export async function askForLink(editor: TraceEditor): Promise<void> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Open Link to a Step'),
    placeHolder: `${linkBase()}/open?file=…&step=…`,
    ignoreFocusOut: true,
  });
  if (text !== undefined && text.trim() !== '') await followLink(editor, vscode.Uri.parse(text.trim()));
}

/** A link may come from any page or mail: outside of the workspace it opens nothing without being allowed to. */
async function followLink(editor: TraceEditor, uri: vscode.Uri): Promise<void> {
  const link = readLink(uri.path, uri.query);
  if (!link)
    throw errors.badInput(vscode.l10n.t('This is no link to a step of a trace: {0}', uri.toString(true)));
  const file = vscode.Uri.parse(link.file, true);
  if (!vscode.workspace.getWorkspaceFolder(file)) {
    const open = vscode.l10n.t('Open');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Open a trace from outside of this workspace?'),
      { modal: true, detail: file.scheme === 'file' ? file.fsPath : file.toString(true) },
      open,
    );
    if (answer !== open) return;
  }
  editor.goToStep(file, link.step);
  await vscode.commands.executeCommand('vscode.openWith', file, VIEW_TYPE);
}
