/** The view of models and its commands. */
import * as vscode from 'vscode';
import { EngineProcess } from '../engines/llama/client';
import { ModelInspector } from '../engines/llama/modelInspector';
import { hubEndpoint } from '../files/hub/hubClient';
import { Downloads } from './downloads';
import type { Models } from './models';
import { MODELS_PANEL, ModelsPanel } from './modelsPanel';
import { registerHandlers } from './registerHandlers';

const TOKEN_KEY = 'waitpoint.hubToken';
const DOWNLOADS_KEY = 'waitpoint.downloads';

export interface ModelViewServices {
  readonly context: vscode.ExtensionContext;
  readonly models: Models;
  /** Path of the engine process. */
  readonly entry: string;
  readonly log: vscode.LogOutputChannel;
  /** Models came: views that list them look again. */
  readonly refreshViews: () => void;
}

export function registerModelViews(services: ModelViewServices): vscode.Disposable {
  const { context, models, entry, log, refreshViews } = services;
  const inspector = new ModelInspector(() =>
    EngineProcess.start({ entry, log: (level, message) => log[level](`inspecting models: ${message}`) }),
  );
  const token = async (): Promise<string | null> => (await context.secrets.get(TOKEN_KEY)) ?? null;
  const setToken = (): Promise<void> => askForToken(context.secrets);
  const downloads = new Downloads({
    folder: () => models.downloadFolder(),
    endpoint: () => hubEndpoint(process.env),
    token,
    remembered: () => context.globalState.get<string[]>(DOWNLOADS_KEY, []),
    remember: (addresses) => void context.globalState.update(DOWNLOADS_KEY, addresses),
    arrived: () => {
      models.finder.forget();
      refreshViews();
      void panel.refresh();
    },
    refused: (address, message) => void offerToken(address, message, setToken),
  });
  const panel: ModelsPanel = new ModelsPanel({
    ...{ extensionUri: context.extensionUri, models, downloads, inspector, setToken },
    hasToken: async () => (await token()) !== null,
  });
  return vscode.Disposable.from(
    downloads,
    { dispose: () => void inspector.dispose() },
    vscode.window.registerWebviewPanelSerializer(MODELS_PANEL, panel),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void panel.refresh()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('waitpoint')) void panel.refresh();
    }),
    registerHandlers({ 'waitpoint.showModels': () => panel.show(), 'waitpoint.setHubToken': setToken }, log),
  );
}

/** An empty one is forgotten. It is kept in the secret store of the system, and shown nowhere. */
async function askForToken(secrets: vscode.SecretStorage): Promise<void> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Token for the Hugging Face Hub'),
    prompt: vscode.l10n.t('For models that ask for one; it is kept as a secret. Empty forgets it.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^[\x21-\x7e]*$/.test(value.trim())
        ? null
        : vscode.l10n.t('A token has no spaces and no other letters.'),
  });
  if (typed === undefined) return;
  if (typed.trim() === '') await secrets.delete(TOKEN_KEY);
  else await secrets.store(TOKEN_KEY, typed.trim());
}

async function offerToken(address: string, message: string, setToken: () => Promise<void>): Promise<void> {
  const set = vscode.l10n.t('Set Token…');
  const open = vscode.l10n.t('Open Its Page');
  const answer = await vscode.window.showErrorMessage(message, set, open);
  if (answer === set) await setToken();
  else if (answer === open) {
    const repository = /^hf:([^/]+\/[^/:@]+)/.exec(address)?.[1] ?? '';
    await vscode.env.openExternal(vscode.Uri.parse(`${hubEndpoint(process.env)}/${repository}`));
  }
}
