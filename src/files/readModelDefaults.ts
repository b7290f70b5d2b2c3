import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { errors } from '../core/errors';
import { isServerAddress } from '../core/serverAddress';
import { modelDefaultsPath, parseModelDefaults, type ModelDefaults } from '../core/modelDefaults';
import { reasonOf } from './journalFile';

/**
 * What suits the model at `modelPath`, from the file beside it; nothing where there is no such file, or a server.
 * @throws WaitpointError `badInput` when there is one that cannot be read or understood
 */
export async function readModelDefaults(modelPath: string): Promise<ModelDefaults> {
  if (isServerAddress(modelPath)) return {};
  const path = modelDefaultsPath(modelPath);
  let json: string;
  try {
    json = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw errors.badInput(`The defaults ${basename(path)} of the model cannot be read: ${reasonOf(error)}.`);
  }
  return parseModelDefaults(json, path);
}
