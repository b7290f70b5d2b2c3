/** What stands in the place of a file that cannot be shown: why, and the way to its text. */
import * as vscode from 'vscode';
import { problemHtml } from './viewHtml';

export function showProblem({ webview }: vscode.WebviewPanel, uri: vscode.Uri, message: string): void {
  const command = 'waitpoint.openAsText';
  const title = uri.path.replace(/^.*\//, '');
  webview.options = { enableScripts: false, enableCommandUris: [command], localResourceRoots: [] };
  webview.html = problemHtml({
    title,
    heading: vscode.l10n.t('{0} cannot be shown', title),
    message,
    openAsText: {
      label: vscode.l10n.t('Open as Text'),
      href: `command:${command}?${encodeURIComponent(JSON.stringify([uri.toString()]))}`,
    },
  });
}
