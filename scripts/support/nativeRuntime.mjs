import { build } from 'esbuild';
import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { enginePackageFolder } from './enginePackages.mjs';
import { isLicenceFile } from './notices.mjs';
import { inRoot, root } from './paths.mjs';
import { Failure } from './process.mjs';

/** What node-llama-cpp reads at run time beside its modules. Its sources of llama.cpp (34 MB) are only for compiling. */
const dataFiles = ['llama/binariesGithubRelease.json', 'llama/llama.cpp.info.json'];

/**
 * Copies node-llama-cpp, only the modules that it can reach, and the binary packages named, into a node_modules folder.
 * It cannot be bundled (it finds its files by their own addresses), so the bundler only lists what it would take.
 * @param {string} nodeModules the folder to fill
 * @param {string[]} enginePackages binary packages, such as `linux-x64-vulkan`; none where the extension fetches its own
 * @throws {import('./enginePackages.mjs').NotToBeHad} before anything is copied
 */
export async function copyNativeRuntime(nodeModules, enginePackages) {
  /** @type {[name: string, folder: string][]} */
  const binaries = [];
  for (const name of enginePackages) binaries.push([name, await enginePackageFolder(name)]);
  const modules = await reachableModules('node_modules/node-llama-cpp/dist/index.js');
  const folders = new Set(modules.flatMap(foldersUpToPackage));
  const files = [...modules, ...[...folders].flatMap(manifestAndLicences)];
  files.push(...dataFiles.map((name) => `node_modules/node-llama-cpp/${name}`));
  for (const file of files)
    cpSync(inRoot(file), path.join(nodeModules, file.slice('node_modules/'.length)), { recursive: true });
  for (const [name, folder] of binaries)
    cpSync(folder, path.join(nodeModules, '@node-llama-cpp', name), { recursive: true });
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
  return readdirSync(inRoot(folder))
    .filter((name) => name === 'package.json' || isLicenceFile(name))
    .map((name) => `${folder}/${name}`);
}
