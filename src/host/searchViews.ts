/** The search view: its editor of `*.search.json`, its panels and commands. */
import * as vscode from 'vscode';
import { asWaitpointError, errors, messageOf } from '../core/errors';
import { fileNameOf } from './forkNames';
import { showProblem } from './problemPage';
import { registerHandlers } from './registerHandlers';
import { readSearch, SEARCH_VIEW } from './searchFiles';
import type { SearchPage } from './searchPage';
import { SEARCH_PANEL, type SearchPanels } from './searchPanels';
import { VIEW_TYPE } from './traceEditor';
import type { TraceItem } from './traceTree';
import { watchFile } from './traceFiles';

export interface SearchViewServices {
  readonly searches: SearchPanels;
  readonly log: vscode.LogOutputChannel;
}

export function registerSearchViews({ searches, log }: SearchViewServices): vscode.Disposable {
  const active = (): SearchPage => {
    if (!searches.active) throw errors.badInput(vscode.l10n.t('Open a search first.'));
    return searches.active;
  };
  return vscode.Disposable.from(
    vscode.window.registerWebviewPanelSerializer(SEARCH_PANEL, searches),
    vscode.window.registerCustomEditorProvider(SEARCH_VIEW, searchEditor(searches, log), {
      supportsMultipleEditorsPerDocument: true,
      webviewOptions: { enableFindWidget: true },
    }),
    searches.onActiveChange(() => {
      const running = searches.active?.running != null;
      void vscode.commands.executeCommand('setContext', 'waitpoint.searchRunning', running);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => searches.refresh()),
    registerHandlers(
      {
        'waitpoint.search': (of?: vscode.Uri | TraceItem) =>
          searches.setUp(of instanceof vscode.Uri ? of : (of?.uri ?? activeFile())),
        'waitpoint.runSearch': () => active().view.run(),
        'waitpoint.stopSearch': () => active().stop(),
      },
      log,
    ),
  );
}

/** The trace or search that is open in front, be its view there yet or not. */
function activeFile(): vscode.Uri | null {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isOurs = input instanceof vscode.TabInputCustom && [VIEW_TYPE, SEARCH_VIEW].includes(input.viewType);
  return isOurs ? input.uri : null;
}

/** Shows a search as its file has it, and again when that changes; a file that cannot be read is told of, and left. */
function searchEditor(
  searches: SearchPanels,
  log: vscode.LogOutputChannel,
): vscode.CustomReadonlyEditorProvider {
  return {
    openCustomDocument: (uri) => ({ uri, dispose: () => {} }),
    resolveCustomEditor: async ({ uri }, panel) => {
      const pages: SearchPage[] = [];
      const show = async (): Promise<void> => {
        const [page] = pages;
        if (page) return page.refresh();
        try {
          await readSearch(uri);
          pages.push(searches.fillEditor(panel, uri));
        } catch (error) {
          showProblem(panel.webview, uri, fileNameOf(uri.path), asWaitpointError(error).message);
        }
      };
      const watcher = watchFile(uri, () => {
        show().catch((error: unknown) => log.error(messageOf(error)));
      });
      panel.onDidDispose(() => void watcher.dispose());
      await show();
    },
  };
}
