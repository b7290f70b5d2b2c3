/** The models a user can pick: bundled, from the settings, downloaded, browsed before, and those of other programs. */
import { homedir } from 'node:os';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { suitedDefaults, suitedPreset } from '../core/models/suitedPreset';
import { isServerAddress } from '../core/serverAddress';
import { draftTrace, type RunRequest, type Trace } from '../core/trace/trace';
import { readModelDefaults } from '../files/readModelDefaults';
import type { ModelChoice } from '../protocol/webview';
import type { FoundModel } from '../files/findModels';
import { commandLineDownloads, usualPlaces, type ModelPlace } from '../files/modelPlaces';
import {
  absolutePath,
  choiceOf,
  chosenModel,
  listModels,
  ModelFinder,
  modelPlaces,
  NO_SCORER,
  serverChoice,
  type ModelRole,
} from './modelChoices';
import {
  defaultModelPath,
  defaultQuestion,
  defaultRequest,
  downloadFolder,
  modelPaths,
  searchesElsewhere,
  serverSettings,
} from './settings';

const BROWSED_KEY = 'waitpoint.browsedModels';
/** Browsed files remembered for each role; a longer list would be no help in a picker. */
const MOST_BROWSED = 12;

export class Models {
  readonly finder = new ModelFinder();

  constructor(private readonly context: vscode.ExtensionContext) {}

  async choices(role: ModelRole): Promise<ModelChoice[]> {
    const bundled = await this.#bundledChoice(role);
    const servers = serverSettings().map(({ address, label }) => serverChoice(address, label));
    const chosen = defaultModelPath(role);
    if (isServerAddress(chosen) && !servers.some(({ path }) => path === chosen))
      servers.push(serverChoice(chosen, null));
    return listModels(role, { bundled, servers, found: await this.found(), reader: this.finder.reader });
  }

  /** All but the bundled ones. */
  async found(): Promise<FoundModel[]> {
    const bundled = [this.bundledPath('model'), this.bundledPath('scorer')];
    const found = await this.finder.find(this.#places());
    return found.filter(({ path }) => !bundled.includes(path));
  }

  /** Absolute: where downloads go. */
  downloadFolder(): string {
    const set = downloadFolder();
    const own = vscode.Uri.joinPath(this.context.globalStorageUri, 'models').fsPath;
    return (set === '' ? null : absolutePath(set, workspaceFolder())) ?? own;
  }

  #places(): ModelPlace[] {
    const roles = ['model', 'scorer'] as const;
    const machine = { environment: process.env, home: homedir(), platform: process.platform };
    return modelPlaces({
      paths: modelPaths(),
      defaults: roles.map(defaultModelPath),
      workspace: workspaceFolder(),
      downloads: [this.downloadFolder(), commandLineDownloads(machine)],
      browsed: roles.flatMap((role) => this.#browsed(role)),
      elsewhere: searchesElsewhere() ? usualPlaces(machine) : [],
    });
  }

  /**
   * Path of the model that a new trace uses.
   * The bundled scorer knows the bundled reasoner's steps alone: it scores no other model unless asked to.
   */
  defaultPath(role: ModelRole): string {
    const chosen = defaultModelPath(role);
    if (role === 'scorer') {
      if (chosen === NO_SCORER.path) return chosen;
      if (chosen === '' && this.defaultPath('model') !== this.bundledPath('model')) return NO_SCORER.path;
    }
    const path = chosen === '' ? null : absolutePath(chosen, workspaceFolder());
    return path ?? this.bundledPath(role);
  }

  /** A draft with the settings' request, as far as they leave it to the model with what suits that. */
  async newDraft(question = defaultQuestion()): Promise<Trace> {
    const request = await this.requestFor(this.defaultPath('model'));
    return draftTrace(question, request, new Date().toISOString());
  }

  /** The settings' request, as far as they leave it to the model with what suits that. */
  async requestFor(modelPath: string): Promise<RunRequest> {
    const isServer = isServerAddress(modelPath);
    const told = isServer ? tokenizerOf(modelPath) : modelPath;
    if (told === null) return defaultRequest(modelPath, []);
    // What cannot be read is told by the engine, which reads more of it.
    const file = await this.finder.reader.read(told).catch(() => null);
    const own = file ? [suitedDefaults(suitedPreset(file.facts, basename(told)))] : [];
    if (isServer) return defaultRequest(modelPath, own);
    return defaultRequest(basename(modelPath), [await readModelDefaults(modelPath), ...own]);
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
    this.finder.forget();
    return choiceOf(chosenModel(path));
  }

  #browsed(role: ModelRole): string[] {
    return this.context.globalState.get<string[]>(`${BROWSED_KEY}.${role}`, []);
  }

  bundledPath(role: ModelRole): string {
    const name = role === 'model' ? 'reasoner.gguf' : 'scorer.gguf';
    return vscode.Uri.joinPath(this.context.extensionUri, 'models', name).fsPath;
  }

  async #bundledChoice(role: ModelRole): Promise<ModelChoice> {
    const choice = await choiceOf(chosenModel(this.bundledPath(role)));
    return { ...choice, label: vscode.l10n.t('{0} (demo)', choice.label), isDemo: true };
  }
}

/** Absolute path of the model file with the tokenizer of what a server has; null: the server tokenizes itself. */
export function tokenizerOf(address: string): string | null {
  const set = serverSettings().find((one) => one.address === address)?.tokenizer ?? null;
  return set === null ? null : absolutePath(set, workspaceFolder());
}

function workspaceFolder(): string | null {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder?.scheme === 'file' ? folder.fsPath : null;
}
