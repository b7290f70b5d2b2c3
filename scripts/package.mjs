/**
 * Packages the extension: `node scripts/package.mjs [--target linux-x64] [--gpu cuda|vulkan]` writes a VSIX into build/.
 * A pruned copy is staged first: the manifest without what only development needs, and node-llama-cpp under dist/, where
 * the engine process finds it, with the binaries of one platform.
 */
import { createVSIX } from '@vscode/vsce';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { copyNativeRuntime } from './support/nativeRuntime.mjs';
import { hostTarget, inRoot, root, stagedExtension, vsixFile } from './support/paths.mjs';
import { Failure, runScript } from './support/process.mjs';

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

runScript(async () => {
  const { values } = parseArgs({
    options: { target: { type: 'string', default: hostTarget }, gpu: { type: 'string' } },
  });
  if (!existsSync(inRoot('dist/extension.cjs')))
    throw new Failure('There is no build yet: run `npm run build` first.');
  rmSync(stagedExtension, { recursive: true, force: true });
  mkdirSync(stagedExtension, { recursive: true });
  const isWanted = (/** @type {string} */ file) =>
    !leftOut.some((pattern) => pattern.test(path.relative(root, file)));
  for (const name of readdirSync(root).filter(isStaged))
    cpSync(inRoot(name), path.join(stagedExtension, name), { recursive: true, filter: isWanted });
  writeFileSync(path.join(stagedExtension, 'package.json'), manifest());
  await copyNativeRuntime(path.join(stagedExtension, 'dist/node_modules'), values.target, values.gpu);

  const file = vsixFile(values.gpu ? `${values.target}-${values.gpu}` : values.target);
  await createVSIX({
    cwd: stagedExtension,
    packagePath: file,
    target: values.target,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
    // There is no repository to point to: links in README.md stay as they are.
    rewriteRelativeLinks: false,
  });
  console.log(`${path.relative(root, file)}: ${(statSync(file).size / 1e6).toFixed(1)} MB`);
});

/** The manifest as installed: nothing to run, nothing to install. */
function manifest() {
  const manifest = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  for (const name of ['scripts', 'dependencies', 'devDependencies', 'bin', 'private']) delete manifest[name];
  return JSON.stringify(manifest, null, 2);
}
