/** llama.cpp's binaries for this platform: what came with the package, and what is fetched beside it. */
import { access, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { errors } from '../core/errors';
import { fetchEnginePackage, hasEnginePackage, removeEnginePackage } from '../files/enginePackage';
import { npmRegistry } from '../files/npmRegistry';
import { cancellable } from './cancellable';

/** Compiled in by the build, see scripts/support/enginePackages.mjs. */
declare const WAITPOINT_ENGINE_PACKAGES: {
  readonly version: string;
  readonly targets: Readonly<Record<string, TargetPackages>>;
  readonly integrity: Readonly<Record<string, string>>;
};

interface TargetPackages {
  /** What runs models here; the first one is the CPU's, and on Apple Silicon Metal's. */
  readonly packaged: readonly string[];
  readonly cuda: readonly string[];
  /** Needed beside `cuda` where the machine has CUDA 12. */
  readonly cuda12: readonly string[];
}

const NOTHING: TargetPackages = { packaged: [], cuda: [], cuda12: [] };

export class EnginePackages {
  /** VS Code's name of this platform. */
  readonly target = `${process.platform}-${process.arch}`;
  /** Where fetched packages of this version lie. */
  readonly folder: string;
  readonly #packaged: string;
  readonly #versions: string;

  constructor(context: vscode.ExtensionContext) {
    this.#versions = vscode.Uri.joinPath(context.globalStorageUri, 'engine').fsPath;
    this.folder = path.join(this.#versions, WAITPOINT_ENGINE_PACKAGES.version);
    this.#packaged = vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath;
  }

  get ofTarget(): TargetPackages {
    return WAITPOINT_ENGINE_PACKAGES.targets[this.target] ?? NOTHING;
  }

  /** Whether all of these were fetched. */
  async hasFetched(names: readonly string[]): Promise<boolean> {
    const there = await Promise.all(names.map((name) => hasEnginePackage(this.folder, name)));
    return there.length > 0 && there.every(Boolean);
  }

  /**
   * Before an engine process starts: a package without binaries asks, and fetches them.
   * @throws WaitpointError when there are none for this platform, or the user does not want them now
   */
  async ensure(): Promise<void> {
    const { packaged } = this.ofTarget;
    const [first] = packaged;
    if (first === undefined) {
      // A build from source may have brought its own (linux-armhf): node-llama-cpp knows.
      if (await isThere(path.join(this.#packaged, 'node_modules/@node-llama-cpp'))) return;
      throw errors.enginePackage(
        this.target,
        vscode.l10n.t('there is none for this platform'),
        vscode.l10n.t('Use Waitpoint on Linux, macOS or Windows, on x64 or arm64.'),
      );
    }
    const names: string[] = [];
    for (const name of packaged)
      if (!(await this.#isInstalled(name)) && !(await hasEnginePackage(this.folder, name))) names.push(name);
    if (!names.includes(first)) return;
    const get = vscode.l10n.t('Get the Engine');
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t('Get the engine for {0}?', this.target),
      {
        modal: true,
        detail: vscode.l10n.t(
          'This package of Waitpoint has no binaries of llama.cpp, which run the models. They are fetched once from {0} and checked against what Waitpoint was built with: {1}.',
          await npmRegistry(),
          names.join(', '),
        ),
      },
      get,
    );
    if (answer !== get || !(await this.fetch(vscode.l10n.t('Getting the engine'), names)))
      throw errors.enginePackage(
        first,
        vscode.l10n.t('it was not wanted now'),
        vscode.l10n.t('Run again to get it.'),
      );
  }

  /**
   * Fetches packages, telling how far it is.
   * @returns false when it was cancelled
   * @throws WaitpointError what failed and what to do
   */
  async fetch(title: string, names: readonly string[]): Promise<boolean> {
    const registry = await npmRegistry();
    const { version, integrity } = WAITPOINT_ENGINE_PACKAGES;
    return cancellable(title, async (signal, report) => {
      for (const name of names) {
        const hash = integrity[name];
        if (hash === undefined)
          throw errors.enginePackage(
            name,
            vscode.l10n.t(
              'this Waitpoint was built without its hash, and fetches nothing that it cannot check',
            ),
            vscode.l10n.t('Install the package of Waitpoint for this platform.'),
          );
        const onProgress = (received: number, total: number | null): void =>
          report(
            total === null
              ? vscode.l10n.t('{0}: {1} MB', name, megabytes(received))
              : vscode.l10n.t('{0}: {1} of {2} MB', name, megabytes(received), megabytes(total)),
          );
        const wanted = { name, version, integrity: hash };
        if (!(await fetchEnginePackage(wanted, { registry, folder: this.folder, signal, onProgress })))
          return false;
      }
      await this.#removeOtherVersions();
      return true;
    });
  }

  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) await removeEnginePackage(this.folder, name);
  }

  #isInstalled(name: string): Promise<boolean> {
    return isThere(path.join(this.#packaged, 'node_modules/@node-llama-cpp', name));
  }

  /** node-llama-cpp takes binaries of its own version alone: those of an older one are of no use any more. */
  async #removeOtherVersions(): Promise<void> {
    for (const name of await readdir(this.#versions))
      if (name !== path.basename(this.folder))
        await rm(path.join(this.#versions, name), { recursive: true, force: true });
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
