/** Which model files can be picked, from the bundled ones, the settings and the browsed ones. */
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import type { ModelDefaults } from '../core/modelDefaults';
import { hostOf, isServerAddress, parseServerAddress } from '../core/serverAddress';
import { readModelDefaults } from '../files/readModelDefaults';
import type { ModelChoice } from '../protocol/webview';

export type ModelRole = 'model' | 'scorer';

export interface ModelSources {
  /** The one that comes with the extension. */
  readonly bundled: ModelChoice;
  /** Files and folders from the settings and from earlier dialogs; absolute, `~/…`, or relative to `base`. */
  readonly paths: readonly string[];
  /** Servers from the settings. */
  readonly servers?: readonly ModelChoice[];
  /** Folder that relative paths start from; null where there is none. */
  readonly base: string | null;
}

export const NO_SCORER: ModelChoice = {
  path: 'none',
  label: 'no scorer',
  description: 'steps are not scored',
};

/** @returns the bundled model first, then the others by label, each file once, then servers; 'none' last for scorers */
export async function listModels(role: ModelRole, sources: ModelSources): Promise<ModelChoice[]> {
  const found = new Set<string>();
  for (const path of sources.paths) {
    for (const file of await ggufFiles(absolutePath(path, sources.base))) found.add(file);
  }
  found.delete(sources.bundled.path);
  const choices = await Promise.all([...found].map(choiceOf));
  const others = choices.sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
  return [sources.bundled, ...others, ...(sources.servers ?? []), ...(role === 'scorer' ? [NO_SCORER] : [])];
}

/** A file as a choice, described by the defaults beside it or else by its folder. */
export async function choiceOf(path: string): Promise<ModelChoice> {
  // Broken defaults are told of when the model is used, not in a list of all models.
  const { description } = await readModelDefaults(path).catch((): ModelDefaults => ({}));
  return { path, label: basename(path, '.gguf'), description: description ?? dirname(path) };
}

/** A server as a choice. @param label null: its host */
export function serverChoice(address: string, label: string | null): ModelChoice {
  const { addresses, model } = parseServerAddress(address);
  const hosts = addresses.map(hostOf).join(', ');
  return {
    path: address,
    label: label ?? model ?? hosts,
    description: `on a server: ${hosts}; what you ask is sent there`,
  };
}

/** `path` with `~` and relative parts resolved; null when it is relative and there is no base. */
export function absolutePath(path: string, base: string | null): string | null {
  if (isServerAddress(path)) return path;
  if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1));
  if (isAbsolute(path)) return normalize(path);
  return base === null ? null : join(base, path);
}

/**
 * The choice that a trace was made with, found by its file name (a trace does not tell folders), or `fallback`.
 * The fallback also when the trace names a file that is not there any more.
 */
export function choiceForFile(
  choices: readonly ModelChoice[],
  file: string | undefined,
  fallback: string,
): string {
  if (file === undefined) return fallback;
  const serves = ({ path, label }: ModelChoice): boolean =>
    isServerAddress(path) && (label === file || path.endsWith(`#${file}`));
  return choices.find((choice) => basename(choice.path) === file || serves(choice))?.path ?? fallback;
}

/** The `.gguf` files that `path` is or directly holds; none where it cannot be read. */
async function ggufFiles(path: string | null): Promise<string[]> {
  if (path === null) return [];
  const entry = await stat(path).catch(() => null);
  if (entry?.isFile()) return [path];
  if (!entry?.isDirectory()) return [];
  const names = await readdir(path).catch(() => []);
  return names.filter((name) => name.toLowerCase().endsWith('.gguf')).map((name) => join(path, name));
}
