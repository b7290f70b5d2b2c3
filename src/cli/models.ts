/** Which models a run uses, and the defaults that lie beside them. */
import { realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { errors } from '../core/errors';
import { isServerAddress, parseServerAddress } from '../core/serverAddress';
import type { ModelDefaults } from '../core/modelDefaults';
import { readModelDefaults } from '../files/readModelDefaults';

export interface ModelFile {
  /** Absolute, or the address of a server. */
  readonly path: string;
  readonly defaults: ModelDefaults;
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
 * @throws WaitpointError `modelMissing`, `modelInvalid` (no file), or `badInput` for defaults that do not parse
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

function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

async function modelFile(option: string, typed: string): Promise<ModelFile> {
  if (typed === '') throw errors.badInput(`${option} is empty. Give it the path of a .gguf file.`);
  if (isServerAddress(typed)) {
    parseServerAddress(typed);
    return { path: typed, defaults: {} };
  }
  const path = resolve(typed);
  const found = await stat(path).catch(() => null);
  if (!found) throw errors.modelMissing(path);
  if (!found.isFile()) throw errors.modelInvalid(path, 'it is not a file');
  return { path, defaults: await readModelDefaults(path) };
}
