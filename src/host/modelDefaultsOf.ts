/** What is said of a model beside its file and in the settings; apart from vscode, so that runs can be tested. */
import { basename } from 'node:path';
import { mergeDefaults, type ModelDefaults } from '../core/modelDefaults';
import { overridesFor } from '../core/models/modelOverrides';
import { readModelDefaults } from '../files/readModelDefaults';

let readOverrides: () => unknown = () => ({});

/** Says where `waitpoint.modelDefaults` is read, once, when the extension begins. */
export function readOverridesBy(read: () => unknown): void {
  readOverrides = read;
}

/** @throws WaitpointError `badInput` naming the entry or the file that is wrong */
export async function modelDefaultsOf(path: string): Promise<ModelDefaults> {
  const overrides = overridesFor(readOverrides(), basename(path));
  return mergeDefaults([overrides, await readModelDefaults(path)]);
}
