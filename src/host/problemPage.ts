/** What an editor shows of a file that it cannot show. */
import * as vscode from 'vscode';
import { problemHtml } from './viewHtml';

export function showProblem(webview: vscode.Webview, uri: vscode.Uri, title: string, message: string): void {
  const command = 'waitpoint.openAsText';
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
