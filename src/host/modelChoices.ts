/** Which model files can be picked, from the bundled ones, the settings, and what other programs have. */
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import { l10n } from '../core/l10n';
import type { ModelDefaults } from '../core/modelDefaults';
import { originName } from '../core/models/origin';
import { suitedPreset } from '../core/models/suitedPreset';
import { findModels, type FoundModel } from '../files/findModels';
import type { ModelPlace } from '../files/modelPlaces';
import { ModelReader } from '../files/modelReader';
import { hostOf, isServerAddress, parseServerAddress } from '../core/serverAddress';
import { roleOf, type ModelRole } from '../core/models/role';
import type { ModelChoice } from '../protocol/webview';
import { modelDefaultsOf } from './modelDefaultsOf';

export type { ModelRole };

export interface ModelSources {
  /** The one that comes with the extension. */
  readonly bundled: ModelChoice;
  /** What was found, in any order; it may hold the bundled one. */
  readonly found: readonly FoundModel[];
  /** Reads what is in them. */
  readonly reader: ModelReader;
  /** Servers from the settings. */
  readonly servers?: readonly ModelChoice[];
}

/** A search of large caches takes a second; who puts a file there looks for it a moment later. */
const REMEMBERED_MS = 5_000;

export const NO_SCORER: ModelChoice = {
  path: 'none',
  label: l10n.t('no scorer'),
  description: l10n.t('steps are not scored'),
};

export interface PlaceSettings {
  /** `waitpoint.modelPaths`. */
  readonly paths: readonly string[];
  /** Of each role; '', 'none' and addresses of servers are no places. */
  readonly defaults: readonly string[];
  /** What relative paths are relative to. */
  readonly workspace: string | null;
  readonly downloads: readonly string[];
  readonly browsed: readonly string[];
  readonly elsewhere: readonly ModelPlace[];
}

/** Where to look, in the order that decides where a file is said to come from. */
export function modelPlaces(settings: PlaceSettings): ModelPlace[] {
  const named = (paths: readonly string[]): ModelPlace[] =>
    paths
      .filter((path) => path !== '' && path !== NO_SCORER.path && !isServerAddress(path))
      .flatMap((path) => {
        const absolute = absolutePath(path, settings.workspace);
        return absolute === null ? [] : [{ path: absolute, origin: 'settings' as const }];
      });
  return [
    ...named(settings.paths),
    ...settings.downloads.map((path) => ({ path, origin: 'downloads' }) as const),
    ...settings.browsed.map((path) => ({ path, origin: 'chosen' }) as const),
    ...settings.elsewhere,
    // Last: being used by default says nothing of where a model came from.
    ...named(settings.defaults),
  ];
}

/**
 * @returns the bundled model first, then the others as they were found, those that look made for the role before the
 *   rest, then servers; 'none' last for scorers
 */
export async function listModels(role: ModelRole, sources: ModelSources): Promise<ModelChoice[]> {
  const { bundled, found, reader, servers = [] } = sources;
  const others = found.filter(({ path }) => path !== bundled.path);
  const read = await reader.readAll(others.map(({ path }) => path));
  // What cannot be read stays in the list: what is wrong with it is told when it is used.
  const usable = others.flatMap((model, i) => {
    const facts = read[i]?.file?.facts ?? null;
    return (facts?.kind ?? 'model') === 'model' ? [{ model, facts }] : [];
  });
  const choices = await Promise.all(
    usable.map(async ({ model, facts }) => {
      const defaults = await defaultsOf(model.path);
      const itsRole = roleOf(facts ?? { name: null }, basename(model.path), defaults);
      const suited = facts && suitedPreset(facts, basename(model.path));
      const isGuess = suited !== null && !suited.isKnown && defaults.preset === undefined;
      return {
        choice: { ...describe(model, defaults), ...(isGuess && { presetNote: suited.reason }) },
        isMeant: itsRole === role,
      };
    }),
  );
  // A guess by names: nothing is hidden.
  const ordered = [...choices.filter(({ isMeant }) => isMeant), ...choices.filter(({ isMeant }) => !isMeant)];
  return [
    bundled,
    ...ordered.map(({ choice }) => choice),
    ...servers,
    ...(role === 'scorer' ? [NO_SCORER] : []),
  ];
}

/** A file as a choice, described by what is said of it or else by where it was found. */
export async function choiceOf(model: FoundModel): Promise<ModelChoice> {
  return describe(model, await defaultsOf(model.path));
}

/** Broken ones are told of when the model is used, not in a list of all models. */
function defaultsOf(path: string): Promise<ModelDefaults> {
  return modelDefaultsOf(path).catch((): ModelDefaults => ({}));
}

function describe({ path, origin, label }: FoundModel, { description }: ModelDefaults): ModelChoice {
  const isNamed = origin === 'settings' || origin === 'chosen' || origin === 'bundled';
  const place = isNamed ? dirname(path) : `${originName(origin)} · ${dirname(path)}`;
  return { path, label, description: description ?? place };
}

/** A file that was picked. */
export const chosenModel = (path: string): FoundModel => ({
  ...{ path, origin: 'chosen' },
  label: basename(path, '.gguf'),
});

/** Finds models, and remembers for a moment: every view asks, and asks for both roles. */
export class ModelFinder {
  readonly reader = new ModelReader();
  #last: { readonly key: string; readonly at: number; readonly found: Promise<FoundModel[]> } | null = null;

  constructor(private readonly now: () => number = () => Date.now()) {}

  find(places: readonly ModelPlace[]): Promise<FoundModel[]> {
    const key = JSON.stringify(places);
    if (this.#last?.key === key && this.now() - this.#last.at < REMEMBERED_MS) return this.#last.found;
    const found = findModels(places);
    this.#last = { key, at: this.now(), found };
    return found;
  }

  /** Files came or went. */
  forget(): void {
    this.#last = null;
  }
}

/** A server as a choice. @param label null: its host */
export function serverChoice(address: string, label: string | null): ModelChoice {
  const { addresses, model } = parseServerAddress(address);
  const hosts = addresses.map(hostOf).join(', ');
  return {
    path: address,
    label: label ?? model ?? hosts,
    description: l10n.t('on a server: {0}; what you ask is sent there', hosts),
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
