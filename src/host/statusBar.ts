/** The engine in the status bar; a click offers what can be done with it. */
import * as vscode from 'vscode';
import type { EngineService } from './engineService';
import { statusText } from './statusText';

export const ENGINE_MENU_COMMAND = 'waitpoint.engineMenu';

export function createStatusBar(engine: EngineService): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('waitpoint.engine', vscode.StatusBarAlignment.Right, 100);
  item.name = vscode.l10n.t('Waitpoint Engine');
  item.command = ENGINE_MENU_COMMAND;
  const update = (): void => {
    const { text, tooltip, severity } = statusText(engine.status);
    item.text = text;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: tooltip.replaceAll('\n', '. '), role: 'button' };
    item.backgroundColor =
      severity === 'error' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
  };
  update();
  item.show();
  return vscode.Disposable.from(item, engine.onStatus(update));
}

interface EngineAction extends vscode.QuickPickItem {
  act(): Thenable<unknown>;
}

export interface EngineActions {
  stopAll(): Promise<void>;
  /** Ends the process; the next run starts a fresh one. */
  unload(): Promise<void>;
  showLog(): void;
}

export async function showEngineMenu(engine: EngineService, actions: EngineActions): Promise<void> {
  const { state } = engine.status;
  const offered: EngineAction[] = [
    { label: vscode.l10n.t('$(output) Show Engine Log'), act: async () => actions.showLog() },
  ];
  if (state === 'running' || state === 'loading') {
    offered.push({ label: vscode.l10n.t('$(debug-stop) Stop'), act: () => actions.stopAll() });
  }
  if (state === 'ready') {
    offered.push({ label: vscode.l10n.t('$(trash) Unload Models'), act: () => actions.unload() });
  }
  offered.push({
    label: vscode.l10n.t('$(library) Models'),
    act: () => vscode.commands.executeCommand('waitpoint.showModels'),
  });
  offered.push({
    label: vscode.l10n.t('$(debug-restart) Restart Engine'),
    detail: vscode.l10n.t('Ends the engine process; the next run starts a fresh one.'),
    act: async () => {
      await actions.stopAll();
      await actions.unload();
    },
  });
  const picked = await vscode.window.showQuickPick(offered, {
    title: vscode.l10n.t('Waitpoint Engine'),
    placeHolder: statusText(engine.status).tooltip.replaceAll('\n', ' · '),
  });
  await picked?.act();
}
