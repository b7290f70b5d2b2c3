/** What the panels beside the trace editor have in common: a page of ours, its calls, and whether it is there. */
import * as vscode from 'vscode';
import { createBirpc, type BirpcReturn } from 'birpc';
import { errorsToPlain } from '../core/rpcErrors';
import { pageWords } from './pageWords';
import { viewHtml } from './viewHtml';

/** The icon of our panels, which a tab shows as it is: in both colours of VS Code's own icons. */
export function panelIcon(extensionUri: vscode.Uri): { light: vscode.Uri; dark: vscode.Uri } {
  const media = (name: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', name);
  return { light: media('panelLight.svg'), dark: media('panelDark.svg') };
}

export interface PanelPage {
  /** Name of the bundle in dist/webview. */
  readonly bundle: string;
  readonly title: string;
}

export class PanelView<View extends object, Host extends object> {
  readonly view: BirpcReturn<View, Host>;
  /** Whether the page has its state: until then there is nothing that news could change. */
  isReady = false;

  /**
   * @param handlers what the page may ask; `ready` makes it ready
   * @param eventNames calls of the page that nobody waits for
   */
  constructor(
    readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    page: PanelPage,
    handlers: Host,
    eventNames: (keyof View)[],
  ) {
    const { webview } = panel;
    const received: vscode.Disposable[] = [];
    this.view = createBirpc<View, Host>(handlers, {
      post: (message: unknown) => webview.postMessage(message),
      on: (listener) => void received.push(webview.onDidReceiveMessage(listener)),
      serialize: errorsToPlain,
      eventNames,
      timeout: -1,
    });
    panel.onDidChangeViewState(() => {
      // Its page is gone while it is hidden; it asks again when it is back.
      if (!panel.visible) this.isReady = false;
    });
    panel.onDidDispose(() => {
      this.isReady = false;
      for (const listener of received) listener.dispose();
      this.view.$close();
    });
    const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    const resource = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    webview.html = viewHtml({
      cspSource: webview.cspSource,
      script: resource(`${page.bundle}.js`),
      style: resource(`${page.bundle}.css`),
      ...pageWords(),
      title: page.title,
    });
  }
}
