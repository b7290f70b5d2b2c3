import { build } from 'esbuild';
import { cpSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { inRoot, root } from './paths.mjs';
import { Failure } from './process.mjs';

/** The package of node-llama-cpp's prebuilt binaries for each VS Code target; `-cuda` or `-vulkan` may follow. */
const nativePackages = new Map([
  ['linux-x64', 'linux-x64'],
  ['linux-arm64', 'linux-arm64'],
  ['linux-armhf', 'linux-armv7l'],
  ['darwin-x64', 'mac-x64'],
  ['darwin-arm64', 'mac-arm64-metal'],
  ['win32-x64', 'win-x64'],
  ['win32-arm64', 'win-arm64'],
]);

/** What node-llama-cpp reads at run time beside its modules. Its sources of llama.cpp (34 MB) are only for compiling. */
const dataFiles = ['llama/binariesGithubRelease.json', 'llama/llama.cpp.info.json'];

/**
 * Copies node-llama-cpp with one native variant, and only the modules that it can reach, into a node_modules folder.
 * It cannot be bundled (it finds its files by their own addresses), so the bundler only lists what it would take.
 * @param {string} nodeModules the folder to fill
 * @param {string} target VS Code's name of the platform, such as `linux-x64`
 * @param {string} [gpu] `cuda` or `vulkan`; default the CPU, on macOS with Metal
 */
export async function copyNativeRuntime(nodeModules, target, gpu) {
  const modules = await reachableModules('node_modules/node-llama-cpp/dist/index.js');
  const folders = new Set(modules.flatMap(foldersUpToPackage));
  const files = [...modules, ...[...folders].flatMap(manifestAndLicences)];
  files.push(...dataFiles.map((name) => `node_modules/node-llama-cpp/${name}`), nativePackage(target, gpu));
  for (const file of files)
    cpSync(inRoot(file), path.join(nodeModules, file.slice('node_modules/'.length)), { recursive: true });
}

/** Files below the checkout that a module imports, itself among them. @param {string} entry */
async function reachableModules(entry) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'build',
    platform: 'node',
    format: 'esm',
    // Only what Node.js itself goes by when it resolves an import.
    conditions: [],
    mainFields: ['main'],
    external: ['@node-llama-cpp/*'],
    loader: { '.node': 'empty' },
    logLevel: 'error',
  });
  return Object.keys(result.metafile.inputs).filter(
    (file) => file.startsWith('node_modules/') && !file.endsWith('.node'),
  );
}

/**
 * Every folder from a module's up to its package's own. One between may hold a manifest that says whether its files are
 * CommonJS.
 * @param {string} file
 */
function foldersUpToPackage(file) {
  const inside = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
  if (!inside) throw new Failure(`Not a file of a package: ${file}`);
  const folders = [];
  for (
    let folder = path.posix.dirname(file);
    folder.length >= inside.length;
    folder = path.posix.dirname(folder)
  )
    folders.push(folder);
  return folders;
}

/** @param {string} folder */
function manifestAndLicences(folder) {
  const wanted = /^(package\.json|(licen[cs]e|notice)(\.\w+)?)$/i;
  return readdirSync(inRoot(folder))
    .filter((name) => wanted.test(name))
    .map((name) => `${folder}/${name}`);
}

/** @param {string} target @param {string | undefined} gpu */
function nativePackage(target, gpu) {
  const base = nativePackages.get(target);
  if (!base)
    throw new Failure(`Unknown target "${target}". One of: ${[...nativePackages.keys()].join(', ')}.`);
  const name = `@node-llama-cpp/${[base, gpu].filter(Boolean).join('-')}`;
  if (!existsSync(inRoot('node_modules', name)))
    throw new Failure(
      `${name} is not installed here, as npm installs for this platform only. For another one: npm install --no-save --force ${name}@VERSION, with node-llama-cpp's version.`,
    );
  return `node_modules/${name}`;
}
