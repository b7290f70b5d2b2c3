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
import { openServerEngine, type ServerEngine } from '../engines/server/serverEngine';
import { serverSettings, serverTimeoutMs } from './settings';

const KEY_PREFIX = 'waitpoint.serverKey.';
/** Addresses that were agreed to once. */
const AGREED = 'waitpoint.exposedServers';

export class Servers {
  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Asks what serves at an address. @throws WaitpointError also when the user does not want it */
  async open(address: string): Promise<ServerEngine> {
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
    });
  }

  /** Asks for an address, contacts it, says what it found, and adds it to the settings. */
  async add(): Promise<void> {
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Add a Server'),
      prompt: vscode.l10n.t(
        'Address of llama-server, vLLM or SGLang. Several addresses of the same model have commas between; #name chooses among models.',
      ),
      placeHolder: 'http://127.0.0.1:8080',
      ignoreFocusOut: true,
      validateInput: problemOf,
    });
    const address = typed?.trim();
    if (!address) return;
    const found = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Asking {0}…', hostOf(address)),
      },
      () => this.open(address),
    );
    const { identity, trainContextSize } = found.info;
    const listed = serverSettings();
    if (!listed.some((one) => one.address === address))
      await vscode.workspace
        .getConfiguration('waitpoint')
        .update(
          'servers',
          [...listed.map(settingOf), { address, label: identity.name }],
          vscode.ConfigurationTarget.Global,
        );
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        '{0} serves {1} with a context of {2} tokens. It is among the models now.',
        found.device,
        identity.name,
        trainContextSize.toLocaleString(),
      ),
    );
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

const settingOf = ({ address, label }: { address: string; label: string | null }): object =>
  label === null ? { address } : { address, label };

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
