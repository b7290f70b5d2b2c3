/** The models a user can pick: bundled, from the settings, and those browsed before. */
import * as vscode from 'vscode';
import { isServerAddress } from '../core/serverAddress';
import { draftTrace, type RunRequest, type Trace } from '../core/trace/trace';
import { readModelDefaults } from '../files/readModelDefaults';
import type { ModelChoice } from '../protocol/webview';
import { absolutePath, choiceOf, listModels, serverChoice, NO_SCORER, type ModelRole } from './modelChoices';
import { defaultModelPath, defaultQuestion, defaultRequest, modelPaths, serverSettings } from './settings';

const BROWSED_KEY = 'waitpoint.browsedModels';
/** Browsed files remembered for each role; a longer list would be no help in a picker. */
const MOST_BROWSED = 12;

export class Models {
  constructor(private readonly context: vscode.ExtensionContext) {}

  async choices(role: ModelRole): Promise<ModelChoice[]> {
    const chosen = defaultModelPath(role);
    const paths = [
      ...modelPaths(),
      ...(chosen === '' || chosen === 'none' ? [] : [chosen]),
      ...this.#browsed(role),
    ];
    const servers = serverSettings().map(({ address, label }) => serverChoice(address, label));
    if (isServerAddress(chosen) && !servers.some(({ path }) => path === chosen))
      servers.push(serverChoice(chosen, null));
    const bundled = await this.#bundledChoice(role);
    return listModels(role, { ...{ bundled, servers }, paths, base: workspaceFolder() });
  }

  /**
   * Path of the model that a new trace uses.
   * The bundled scorer knows the bundled reasoner's steps alone: it scores no other model unless asked to.
   */
  defaultPath(role: ModelRole): string {
    const chosen = defaultModelPath(role);
    if (role === 'scorer') {
      if (chosen === NO_SCORER.path) return chosen;
      if (chosen === '' && this.defaultPath('model') !== this.#bundledPath('model')) return NO_SCORER.path;
    }
    const path = chosen === '' ? null : absolutePath(chosen, workspaceFolder());
    return path ?? this.#bundledPath(role);
  }

  /** A draft with the settings' request, as far as they leave it to the model with what suits that. */
  async newDraft(question = defaultQuestion()): Promise<Trace> {
    const request = await this.requestFor(this.defaultPath('model'));
    return draftTrace(question, request, new Date().toISOString());
  }

  /** The settings' request, as far as they leave it to the model with what suits that. */
  async requestFor(modelPath: string): Promise<RunRequest> {
    return defaultRequest(await readModelDefaults(modelPath));
  }

  /** Asks for a file; null when the user cancels. */
  async browse(role: ModelRole): Promise<ModelChoice | null> {
    const picked = await vscode.window.showOpenDialog({
      title: role === 'model' ? vscode.l10n.t('Choose a model') : vscode.l10n.t('Choose a scorer'),
      openLabel: vscode.l10n.t('Use'),
      filters: { [vscode.l10n.t('GGUF models')]: ['gguf'] },
    });
    const path = picked?.[0]?.fsPath;
    if (path === undefined) return null;
    const others = this.#browsed(role).filter((other) => other !== path);
    await this.context.globalState.update(`${BROWSED_KEY}.${role}`, [path, ...others].slice(0, MOST_BROWSED));
    return choiceOf(path);
  }

  #browsed(role: ModelRole): string[] {
    return this.context.globalState.get<string[]>(`${BROWSED_KEY}.${role}`, []);
  }

  #bundledPath(role: ModelRole): string {
    const name = role === 'model' ? 'reasoner.gguf' : 'scorer.gguf';
    return vscode.Uri.joinPath(this.context.extensionUri, 'models', name).fsPath;
  }

  async #bundledChoice(role: ModelRole): Promise<ModelChoice> {
    const choice = await choiceOf(this.#bundledPath(role));
    return { ...choice, label: vscode.l10n.t('{0} (demo)', choice.label), isDemo: true };
  }
}

function workspaceFolder(): string | null {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder?.scheme === 'file' ? folder.fsPath : null;
}
