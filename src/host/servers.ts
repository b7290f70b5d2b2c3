/** Servers of models: their keys in the secret storage, and a word of warning before anything is sent in the open. */
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import {
  exposedWarning,
  hostOf,
  isExposed,
  isServerAddress,
  originOf,
  parseServerAddress,
} from '../core/serverAddress';
import type { LocalTokenizer } from '../engines/server/localTokenizer';
import { openServerEngine, type ServerEngine } from '../engines/server/serverEngine';
import { ServerFault } from '../engines/server/serverFault';
import { tokenizerOf } from './models';
import { serverSettings, serverTimeoutMs, type ServerSetting } from './settings';

const KEY_PREFIX = 'waitpoint.serverKey.';
/** Addresses that were agreed to once. */
const AGREED = 'waitpoint.exposedServers';

/** What servers need of the models on this machine: tokenizers, for those that show none. */
export interface LocalModels {
  openTokenizer(path: string): Promise<LocalTokenizer>;
  files(): Promise<readonly { readonly label: string; readonly path: string }[]>;
  /** Asks for a file; null when the user cancels. */
  browse(): Promise<string | null>;
}

export class Servers {
  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
    private readonly local: LocalModels,
  ) {}

  /**
   * Asks what serves at an address. @param tokenizer model file with its tokenizer; null: it tokenizes itself
   * @throws WaitpointError also when the user does not want it
   */
  async open(address: string, tokenizer = tokenizerOf(address)): Promise<ServerEngine> {
    if (!vscode.workspace.isTrusted)
      throw errors.badInput(
        vscode.l10n.t(
          'Servers are asked in trusted workspaces only. Trust this one, or choose a model file.',
        ),
      );
    const { addresses, model } = parseServerAddress(address);
    for (const one of addresses) await this.#agree(one);
    const keys = new Map<string, string | null>();
    for (const one of addresses) keys.set(one, (await this.context.secrets.get(nameOf(one))) ?? null);
    return openServerEngine({
      ...{ addresses, model, timeoutMs: serverTimeoutMs() },
      keyOf: (one) => keys.get(one) ?? null,
      log: (level, message) => this.log[level](message),
      openTokenizer: tokenizer === null ? undefined : () => this.local.openTokenizer(tokenizer),
    });
  }

  /** Asks for an address, contacts it, says what it found, and adds it to the settings. */
  async add(): Promise<void> {
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Add a Server'),
      prompt: vscode.l10n.t(
        'Address of llama-server, vLLM, SGLang or another server with /v1/completions. Several addresses of the same model have commas between; #name chooses among models.',
      ),
      placeHolder: 'http://127.0.0.1:8080',
      ignoreFocusOut: true,
      validateInput: problemOf,
    });
    const address = typed?.trim();
    if (!address) return;
    let tokenizer = tokenizerOf(address);
    let found: ServerEngine;
    try {
      found = await this.#ask(address, tokenizer);
    } catch (error) {
      if (!(error instanceof ServerFault) || error.reason !== 'unknownKind') throw error;
      tokenizer = await this.#askTokenizer(address);
      if (tokenizer === null) return;
      found = await this.#ask(address, tokenizer);
    }
    // It was opened to be looked at.
    await found.dispose();
    const { identity, trainContextSize } = found.info;
    const listed = serverSettings();
    const there = listed.find((one) => one.address === address);
    const added: ServerSetting = { address, label: there?.label ?? identity.name, tokenizer };
    const servers = there ? listed.map((one) => (one === there ? added : one)) : [...listed, added];
    if (there?.tokenizer == null)
      await vscode.workspace
        .getConfiguration('waitpoint')
        .update('servers', servers.map(settingOf), vscode.ConfigurationTarget.Global);
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        '{0} serves {1} with a context of {2} tokens. It is among the models now.',
        found.device,
        identity.name,
        trainContextSize.toLocaleString(),
      ),
    );
  }

  #ask(address: string, tokenizer: string | null): Thenable<ServerEngine> {
    const title = vscode.l10n.t('Asking {0}…', hostOf(address));
    const location = vscode.ProgressLocation.Notification;
    return vscode.window.withProgress({ location, title }, () => this.open(address, tokenizer));
  }

  /** Asks for a model file with the vocabulary of what an address serves; null when the user cancels. */
  async #askTokenizer(address: string): Promise<string | null> {
    const browse = vscode.l10n.t('Browse…');
    const files = await this.local.files();
    const items = files.map(({ label, path }) => ({ label, description: path, path }));
    const picked = await vscode.window.showQuickPick<vscode.QuickPickItem & { readonly path?: string }>(
      [...items, { label: browse }],
      {
        title: vscode.l10n.t('Tokenizer for {0}', hostOf(address)),
        placeHolder: vscode.l10n.t(
          'This server shows none. Choose a GGUF file of the same model, of any quantization.',
        ),
        matchOnDescription: true,
        ignoreFocusOut: true,
      },
    );
    return picked?.label === browse ? this.local.browse() : (picked?.path ?? null);
  }

  async setKey(): Promise<void> {
    const origin = await this.#askOrigin(vscode.l10n.t('Set Key for a Server'));
    if (origin === null) return;
    const key = await vscode.window.showInputBox({
      title: vscode.l10n.t('Key for {0}', origin),
      prompt: vscode.l10n.t('Kept in the secret storage of VS Code, and sent to this server alone.'),
      password: true,
      ignoreFocusOut: true,
    });
    if (key) await this.context.secrets.store(KEY_PREFIX + origin, key.trim());
  }

  async forgetKey(): Promise<void> {
    const origin = await this.#askOrigin(vscode.l10n.t('Forget Key for a Server'));
    if (origin !== null) await this.context.secrets.delete(KEY_PREFIX + origin);
  }

  async #askOrigin(title: string): Promise<string | null> {
    const listed = serverSettings().flatMap(({ address }) => parseServerAddress(address).addresses);
    const origins = [...new Set(listed.map(originOf))];
    const other = vscode.l10n.t('Another server…');
    const picked =
      origins.length === 0 ? other : await vscode.window.showQuickPick([...origins, other], { title });
    if (picked !== other) return picked ?? null;
    const typed = await vscode.window.showInputBox({
      ...{ title, placeHolder: 'https://host:port', validateInput: problemOf, ignoreFocusOut: true },
    });
    return typed ? originOf(typed.trim()) : null;
  }

  /** Before the first request to it: plain http to another machine is agreed to once, and remembered. */
  async #agree(address: string): Promise<void> {
    if (!isExposed(address)) return;
    const agreed = this.context.globalState.get<string[]>(AGREED, []);
    const origin = originOf(address);
    if (agreed.includes(origin)) return;
    const send = vscode.l10n.t('Send in Plain Text');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Use {0} without encryption?', hostOf(address)),
      { modal: true, detail: exposedWarning(address) },
      send,
    );
    if (answer !== send) throw errors.badInput(vscode.l10n.t('Nothing was sent to {0}.', hostOf(address)));
    await this.context.globalState.update(AGREED, [...agreed, origin]);
  }
}

const nameOf = (address: string): string => KEY_PREFIX + originOf(address);

const settingOf = ({ address, label, tokenizer }: ServerSetting): object => ({
  address,
  ...(label !== null && { label }),
  ...(tokenizer !== null && { tokenizer }),
});

/** Why a text is no address; null: it is one. */
function problemOf(text: string): string | null {
  const typed = text.trim();
  if (typed === '') return null;
  if (!isServerAddress(typed)) return vscode.l10n.t('An address begins with http:// or https://.');
  try {
    parseServerAddress(typed);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
