import { build } from 'esbuild';
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { packageHelper } from './helperExtension.mjs';
import { inRoot } from './paths.mjs';

const folder = inRoot('build/host-suite');

/**
 * Bundles the host suite (test/desktop) into a small extension, which is also a module with a `run` function.
 * @returns {Promise<{ main: string, folder: string }>} the bundle and the folder of the extension
 */
export async function buildHostSuite() {
  mkdirSync(folder, { recursive: true });
  const main = path.join(folder, 'main.cjs');
  await build({
    entryPoints: [inRoot('test/desktop/main.ts')],
    outfile: main,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  copyFileSync(inRoot('test/desktop/package.json'), path.join(folder, 'package.json'));
  return { main, folder };
}

/**
 * The same as a VSIX.
 * @returns {Promise<string>} its path
 */
export async function packageHostSuite() {
  return packageHelper((await buildHostSuite()).folder);
}
