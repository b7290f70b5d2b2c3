import { createVSIX } from '@vscode/vsce';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';

/**
 * Packages a small extension that only our own editor profiles get.
 * @param {string} folder with its manifest, which lists its `files`
 * @returns {Promise<string>} path of the VSIX
 */
export async function packageHelper(folder) {
  const packagePath = inRoot('build', `${path.basename(folder)}.vsix`);
  mkdirSync(path.dirname(packagePath), { recursive: true });
  await createVSIX({
    cwd: folder,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
  });
  return packagePath;
}
