/** The read-only editor of `waitpoint.tune.json`: the chart of a tuning, and what it saves. */
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import { parseTuneReport, type TuneReport } from '../core/search/tune/tuneReport';
import type { TuneReportHostApi, TuneReportViewApi } from '../protocol/tuneReport';
import { PanelView } from './panelView';
import { showProblem } from './problemPage';
import { watchFile } from './traceFiles';

const VIEW_TYPE = 'waitpoint.tune';
/** Thousands of ways take less; what is larger is something else under this name. */
const LARGEST_BYTES = 16 * 1024 * 1024;

export function registerTuneEditor(extensionUri: vscode.Uri): vscode.Disposable {
  return vscode.window.registerCustomEditorProvider(VIEW_TYPE, new TuneEditor(extensionUri), {
    supportsMultipleEditorsPerDocument: true,
    webviewOptions: { enableFindWidget: true },
  });
}

class TuneEditor implements vscode.CustomReadonlyEditorProvider {
  constructor(private readonly extensionUri: vscode.Uri) {}

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose() {} };
  }

  async resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): Promise<void> {
    let page: PanelView<TuneReportViewApi, TuneReportHostApi> | null = null;
    const look = async (): Promise<void> => {
      try {
        const report = await readReport(uri);
        page ??= this.#fill(panel, uri);
        if (page.isReady) void page.view.show(report);
      } catch (error) {
        if (!page) showProblem(panel.webview, uri, panel.title, messageOf(error));
        else if (page.isReady) void page.view.failed(messageOf(error));
      }
    };
    const watching = watchFile(uri, () => void look());
    panel.onDidDispose(() => void watching.dispose());
    await look();
  }

  #fill(panel: vscode.WebviewPanel, uri: vscode.Uri): PanelView<TuneReportViewApi, TuneReportHostApi> {
    const page = new PanelView<TuneReportViewApi, TuneReportHostApi>(
      panel,
      this.extensionUri,
      { bundle: 'tuneReport', title: panel.title },
      {
        ready: async () => {
          // Also where it cannot be read: the page is there to hear when it can.
          page.isReady = true;
          return readReport(uri);
        },
      },
      ['show', 'failed'],
    );
    return page;
  }
}

/** @throws WaitpointError */
async function readReport(uri: vscode.Uri): Promise<TuneReport> {
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > LARGEST_BYTES)
    throw errors.tuningInvalid(
      'the whole file',
      `it has ${size} bytes, and at most ${LARGEST_BYTES} are read`,
    );
  return parseTuneReport(await vscode.workspace.fs.readFile(uri));
}
