/** The view of models: those on this machine, those to be had, and their downloads. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { errors, messageOf } from '../core/errors';
import { CATALOGUE } from '../core/models/catalogue';
import { fitOf, fitText } from '../core/models/fit';
import type { ModelRole } from '../core/models/role';
import type { ModelInspector } from '../engines/llama/modelInspector';
import type {
  ModelsHostApi,
  ModelsState,
  ModelsViewApi,
  ShownModel,
  ShownNeed,
} from '../protocol/modelsView';
import type { Downloads } from './downloads';
import type { Models } from './models';
import { panelIcon, PanelView } from './panelView';
import { contextSize, engineSettings, modelOverrides } from './settings';
import { shownModels } from './shownModels';

export const MODELS_PANEL = 'waitpoint.modelsView';

export interface ModelsPanelServices {
  readonly extensionUri: vscode.Uri;
  readonly models: Models;
  readonly downloads: Downloads;
  readonly inspector: ModelInspector;
  hasToken(): Promise<boolean>;
  setToken(): Promise<void>;
}

/** Room for a question beside thinking and answer, where the context follows the run. */
const QUESTION_TOKENS = 512;

export class ModelsPanel implements vscode.WebviewPanelSerializer {
  #open: {
    readonly panel: vscode.WebviewPanel;
    readonly page: PanelView<ModelsViewApi, ModelsHostApi>;
  } | null = null;
  #models: readonly ShownModel[] = [];
  #needs = new Map<string, ShownNeed>();
  /** Counts what is asked about needs: only the last answers count. */
  #asked = 0;

  constructor(private readonly services: ModelsPanelServices) {}

  show(): void {
    if (this.#open) return this.#open.panel.reveal();
    const title = vscode.l10n.t('Models');
    this.#fill(vscode.window.createWebviewPanel(MODELS_PANEL, title, vscode.ViewColumn.Active));
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.#fill(panel);
  }

  /** Files, settings or the trust changed. */
  async refresh(): Promise<void> {
    const { page } = this.#open ?? {};
    if (!page?.isReady) return;
    this.services.models.finder.forget();
    await this.#list();
    await this.#tell();
  }

  #fill(panel: vscode.WebviewPanel): void {
    const { extensionUri, downloads } = this.services;
    panel.iconPath = panelIcon(extensionUri);
    const page = new PanelView<ModelsViewApi, ModelsHostApi>(
      panel,
      extensionUri,
      { bundle: 'modelsView', title: panel.title },
      {
        ready: async () => {
          await this.#list();
          page.isReady = true;
          return this.#state();
        },
        refresh: () => {
          this.services.inspector.forget();
          return this.refresh();
        },
        use: (path, role) => this.#use(path, role),
        reveal: async (path) => {
          await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(this.#shown(path).path));
        },
        override: (path) => this.#override(path),
        download: async (address) => {
          this.#mustBeTrusted();
          // It goes on when this call has answered.
          void downloads.start(address);
        },
        cancel: async (address) => downloads.cancel(address),
        dismiss: async (address) => downloads.dismiss(address),
        setToken: async () => {
          await this.services.setToken();
          await this.#tell();
        },
      },
      ['show'],
    );
    this.#open = { panel, page };
    const listening = downloads.onChange(() => void this.#tell());
    panel.onDidDispose(() => {
      listening.dispose();
      this.#open = null;
      this.#asked++;
    });
  }

  async #list(): Promise<void> {
    const { models } = this.services;
    const bundled = (['model', 'scorer'] as const).map((role) => ({
      ...{ path: models.bundledPath(role), origin: 'bundled' as const },
      label: basename(models.bundledPath(role), '.gguf'),
    }));
    this.#models = await shownModels([...bundled, ...(await models.found())], {
      ...{ reader: models.finder.reader, overrides: modelOverrides() },
      defaults: { model: models.defaultPath('model'), scorer: models.defaultPath('scorer') },
    });
    void this.#askNeeds();
  }

  /** One model after the other: each is shown as soon as it is known. */
  async #askNeeds(): Promise<void> {
    const asked = ++this.#asked;
    if (!vscode.workspace.isTrusted) return;
    const { gpu } = engineSettings();
    for (const { path, facts, problem } of this.#models) {
      if (!facts || problem !== null) continue;
      const { budget } = await this.services.models.requestFor(path).catch(() => ({ budget: null }));
      const wanted = budget ? budget.maxThinkingTokens + budget.maxAnswerTokens + QUESTION_TOKENS : 4096;
      const context = contextSize() ?? wanted;
      const need = await this.#need(path, gpu, context);
      if (asked !== this.#asked) return;
      this.#needs.set(path, need);
      await this.#tell();
    }
  }

  async #need(
    path: string,
    gpu: ReturnType<typeof engineSettings>['gpu'],
    context: number,
  ): Promise<ShownNeed> {
    try {
      const { size, mtimeMs } = await stat(path);
      const need = await this.services.inspector.inspect(path, `${size} ${mtimeMs}`, gpu, context);
      return { path, fit: fitOf(need), text: fitText(need) };
    } catch (error) {
      return { path, fit: null, text: messageOf(error) };
    }
  }

  async #tell(): Promise<void> {
    const { page } = this.#open ?? {};
    if (!page?.isReady) return;
    const state = await this.#state();
    if (page.isReady) void page.view.show(state);
  }

  async #state(): Promise<ModelsState> {
    const { models, downloads } = this.services;
    return {
      models: this.#models,
      needs: [...this.#needs.values()],
      catalogue: CATALOGUE,
      downloads: downloads.all,
      folder: models.downloadFolder(),
      hasToken: await this.services.hasToken(),
      refusal: vscode.workspace.isTrusted
        ? null
        : vscode.l10n.t('This workspace is not trusted: nothing is downloaded or looked at in it.'),
    };
  }

  /** A view may name only what it was shown. @throws WaitpointError */
  #shown(path: string): ShownModel {
    const found = this.#models.find((one) => one.path === path);
    if (!found) throw errors.badInput(vscode.l10n.t('This model is no longer there.'));
    return found;
  }

  #mustBeTrusted(): void {
    if (!vscode.workspace.isTrusted)
      throw errors.badInput(vscode.l10n.t('This workspace is not trusted: nothing is downloaded in it.'));
  }

  async #use(path: string, role: ModelRole): Promise<void> {
    const { models } = this.services;
    const isBundled = this.#shown(path).path === models.bundledPath(role);
    const key = role === 'model' ? 'defaultModel' : 'defaultScorer';
    const settings = vscode.workspace.getConfiguration('waitpoint');
    // Where it is set for the workspace, a value for the user would do nothing.
    const isOfWorkspace = settings.inspect(key)?.workspaceValue !== undefined;
    const target = isOfWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
    await settings.update(key, isBundled ? undefined : path, target);
    await this.refresh();
  }

  async #override(path: string): Promise<void> {
    const name = basename(this.#shown(path).path);
    const settings = vscode.workspace.getConfiguration('waitpoint');
    const all = (settings.inspect('modelDefaults')?.globalValue ?? {}) as Record<string, unknown>;
    if (!Object.hasOwn(all, name)) {
      const { preset } = this.#shown(path);
      const entry = preset ? { preset: preset.name } : {};
      await settings.update('modelDefaults', { ...all, [name]: entry }, vscode.ConfigurationTarget.Global);
    }
    await vscode.commands.executeCommand('workbench.action.openSettingsJson', {
      revealSetting: { key: 'waitpoint.modelDefaults', edit: true },
    });
  }
}
