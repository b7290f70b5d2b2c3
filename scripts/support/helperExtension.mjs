import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { run } from './process.mjs';

/**
 * Packages a small extension that only our own editor profiles get.
 * @param {string} folder with its manifest, which lists its `files`
 * @returns {Promise<string>} path of the VSIX
 */
export async function packageHelper(folder) {
  const file = inRoot('build', `${path.basename(folder)}.vsix`);
  mkdirSync(path.dirname(file), { recursive: true });
  const flags = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', file];
  await run(process.execPath, [inRoot('node_modules/@vscode/vsce/vsce'), 'package', ...flags], {
    cwd: folder,
  });
  return file;
}
