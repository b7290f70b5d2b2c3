import { createVSIX } from '@vscode/vsce';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { enginePackagesOf } from './enginePackages.mjs';
import { copyNativeRuntime } from './nativeRuntime.mjs';
import { thirdPartyNotices } from './notices.mjs';
import { inRoot, root, stagedExtension, vsixFile } from './paths.mjs';
import { Failure } from './process.mjs';

/** The package without binaries: its extension asks for the platform's on first use. */
export const universal = 'universal';

/** Everything that can be packaged. */
export const packageTargets = [...Object.keys(enginePackagesOf), universal];

/** Files and folders of the checkout that an installed extension has; `package.nls` holds the manifest's words. */
const isStaged = (/** @type {string} */ name) =>
  /^(package\.nls(\.[\w-]+)?\.json|(README|CHANGELOG)\.md|LICENSE|\.vscodeignore|dist|l10n|media|models)$/.test(
    name,
  );
/** Left out of these folders: what `npm start` alone needs, and what only developers read. */
const leftOut = [
  /^media[\\/]demo$/,
  /^models[\\/](train|heldout|eval|check)$/,
  /\.map$/,
  /^dist[\\/]\.built$/,
];

/** The binary packages in a target's VSIX. @param {string} target @returns {string[]} */
export function packagedEngines(target) {
  if (target === universal) return [];
  const packages = enginePackagesOf[target];
  if (!packages) throw new Failure(`Unknown target "${target}". One of: ${packageTargets.join(', ')}.`);
  return packages.packaged;
}

/**
 * Writes the VSIX of a target into build/. A pruned copy is staged first: the manifest without what only development
 * needs, and node-llama-cpp under dist/, where the engine process finds it, with the binaries of that platform.
 * @param {string} target VS Code's name of a platform, or `universal`
 * @returns {Promise<string>} the file
 * @throws {import('./enginePackages.mjs').NotToBeHad}
 */
export async function packageExtension(target) {
  const engines = packagedEngines(target);
  if (!existsSync(inRoot('dist/extension.cjs')))
    throw new Failure('There is no build yet: run `npm run build` first.');
  rmSync(stagedExtension, { recursive: true, force: true });
  mkdirSync(stagedExtension, { recursive: true });
  const isWanted = (/** @type {string} */ file) =>
    !leftOut.some((pattern) => pattern.test(path.relative(root, file)));
  for (const name of readdirSync(root).filter(isStaged))
    cpSync(inRoot(name), path.join(stagedExtension, name), { recursive: true, filter: isWanted });
  writeFileSync(path.join(stagedExtension, 'package.json'), manifest());
  const runtime = path.join(stagedExtension, 'dist/node_modules');
  await copyNativeRuntime(runtime, engines);
  // The universal one fetches binaries that these texts are about as well.
  writeFileSync(path.join(stagedExtension, 'ThirdPartyNotices.txt'), thirdPartyNotices(runtime));

  const file = vsixFile(target);
  await createVSIX({
    cwd: stagedExtension,
    packagePath: file,
    ...(target === universal ? {} : { target }),
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
    // There is no repository to point to: links in README.md stay as they are.
    rewriteRelativeLinks: false,
  });
  return file;
}

/** The manifest as installed: nothing to run, nothing to install. */
function manifest() {
  const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  for (const name of ['scripts', 'dependencies', 'devDependencies', 'bin', 'private']) delete manifest[name];
  return JSON.stringify(manifest, null, 2);
}
