/** Which models a run uses, and what suits them. */
import { realpath } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { errors } from '../core/errors';
import { mergeDefaults, type ModelDefaults } from '../core/modelDefaults';
import { suitedDefaults, suitedPreset } from '../core/models/suitedPreset';
import { isServerAddress, parseServerAddress } from '../core/serverAddress';
import { readModelDefaults } from '../files/readModelDefaults';
import type { PresetName } from '../core/trace/trace';
import { mustBeWhole, readModelFile } from '../files/readModelFile';
import { warn } from './traceRun';

export interface ModelFile {
  /** Absolute, or the address of a server. */
  readonly path: string;
  /** Of the file beside it, and of its own tokens and template below them. */
  readonly defaults: ModelDefaults;
  /** What to know of its preset where its file does not tell any; null: nothing. */
  readonly presetNote: string | null;
}

export interface RunModels {
  readonly model: ModelFile;
  /** Null: the steps are not scored. */
  readonly scorer: ModelFile | null;
}

/**
 * @param options paths as typed, relative to the working directory; a scorer of `none` is no scorer
 * @param bundledFolder holds reasoner.gguf and scorer.gguf. The bundled scorer knows the bundled reasoner's
 *   steps alone, so it scores no other model unless asked to.
 * @throws WaitpointError `modelMissing`, `modelInvalid` (no GGUF, or parts of it missing), or `badInput` for defaults that do not parse
 */
export async function chooseModels(
  options: { readonly model?: string; readonly scorer?: string },
  bundledFolder: string,
): Promise<RunModels> {
  const bundled = join(bundledFolder, 'reasoner.gguf');
  const model = await modelFile('--model', options.model ?? bundled);
  const own = (await realPathOf(model.path)) === (await realPathOf(bundled));
  const scorer = options.scorer ?? (own ? join(bundledFolder, 'scorer.gguf') : 'none');
  return { model, scorer: scorer === 'none' ? null : await modelFile('--scorer', scorer) };
}

/** Says where a preset is a guess: nothing tells how the model marks its thinking, and none was asked for. */
export function warnOfPreset({ preset }: { readonly preset?: PresetName }, { model }: RunModels): void {
  if (preset === undefined && model.presetNote !== null)
    warn(`${basename(model.path)} runs with the preset generic. ${model.presetNote}`);
}

function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

async function modelFile(option: string, typed: string): Promise<ModelFile> {
  if (typed === '') throw errors.badInput(`${option} is empty. Give it the path of a .gguf file.`);
  if (isServerAddress(typed)) {
    parseServerAddress(typed);
    return { path: typed, defaults: {}, presetNote: null };
  }
  const found = await readModelFile(resolve(typed));
  mustBeWhole(found);
  const { path, facts } = found;
  const beside = await readModelDefaults(path);
  const suited = suitedPreset(facts, basename(path));
  return {
    path,
    defaults: mergeDefaults([beside, suitedDefaults(suited)]),
    presetNote: suited.isKnown || beside.preset !== undefined ? null : suited.reason,
  };
}
