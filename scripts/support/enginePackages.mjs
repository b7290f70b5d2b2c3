/**
 * Which of node-llama-cpp's binary packages each platform gets, and where packaging finds them. The hashes are those of
 * package-lock.json: a package that the lock does not know is neither packaged nor ever fetched by the extension.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { x as untar } from 'tar';
import { inRoot } from './paths.mjs';
import { Failure, npm } from './process.mjs';

/**
 * By VS Code's name of the platform: `packaged` goes into its VSIX (the CPU's, and the common GPU's where there is one;
 * the packages of Apple Silicon have Metal), `cuda` comes on demand, `cuda12` beside it for the CUDA 12 runtime.
 * @typedef {{ packaged: string[], cuda: string[], cuda12: string[] }} TargetPackages
 * @type {Readonly<Record<string, TargetPackages>>}
 */
export const enginePackagesOf = {
  'linux-x64': {
    packaged: ['linux-x64', 'linux-x64-vulkan'],
    cuda: ['linux-x64-cuda'],
    cuda12: ['linux-x64-cuda-ext'],
  },
  'linux-arm64': { packaged: ['linux-arm64'], cuda: [], cuda12: [] },
  'darwin-arm64': { packaged: ['mac-arm64-metal'], cuda: [], cuda12: [] },
  'darwin-x64': { packaged: ['mac-x64'], cuda: [], cuda12: [] },
  'win32-x64': {
    packaged: ['win-x64', 'win-x64-vulkan'],
    cuda: ['win-x64-cuda'],
    cuda12: ['win-x64-cuda-ext'],
  },
  'win32-arm64': { packaged: ['win-arm64'], cuda: [], cuda12: [] },
};

const scope = '@node-llama-cpp';

/**
 * What the extension must know of these packages, compiled into it.
 * @returns {{ version: string, targets: Readonly<Record<string, TargetPackages>>, integrity: Record<string, string> }}
 * `integrity` by the package's name without its scope, as npm writes it: `sha512-…`
 */
export function enginePackageTable() {
  const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  const version = lock['node_modules/node-llama-cpp'].version;
  /** @type {Record<string, string>} */
  const integrity = {};
  for (const { packaged, cuda, cuda12 } of Object.values(enginePackagesOf))
    for (const name of [...packaged, ...cuda, ...cuda12]) {
      const entry = lock[`node_modules/${scope}/${name}`];
      if (entry?.version === version) integrity[name] = entry.integrity;
    }
  return { version, targets: enginePackagesOf, integrity };
}

/** The lock, or the registry, does not have a package: this target cannot be made here. */
export class NotToBeHad extends Failure {}

/**
 * The folder of a binary package: of node_modules where npm installed it, else fetched once into build/enginePackages,
 * checked against the lock and unpacked.
 * @param {string} name such as `linux-arm64`
 * @returns {Promise<string>} an absolute path
 * @throws {NotToBeHad}
 */
export async function enginePackageFolder(name) {
  const { version, integrity } = enginePackageTable();
  const installed = inRoot('node_modules', scope, name);
  if (existsSync(installed) && versionIn(installed) === version) return installed;
  const wanted = integrity[name];
  if (!wanted)
    throw new NotToBeHad(
      `package-lock.json has no hash of ${scope}/${name}@${version}: the registry it was made with did not have it. Run npm install with one that does.`,
    );
  const folder = inRoot('build/enginePackages', `${name}-${version}`);
  if (existsSync(folder)) return folder;
  return fetchPackage(name, version, wanted, folder);
}

/** @param {string} name @param {string} version @param {string} integrity @param {string} folder */
async function fetchPackage(name, version, integrity, folder) {
  const work = `${folder}.part`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(path.join(work, 'package'), { recursive: true });
  const pack = ['pack', `${scope}/${name}@${version}`, '--pack-destination', work, '--json'];
  const output = await npm(pack).catch((error) => {
    throw new NotToBeHad(`${scope}/${name}@${version} is not to be had here. ${error.message}`);
  });
  const tarball = path.join(work, JSON.parse(output.slice(output.indexOf('[')))[0].filename);
  const found = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (found !== integrity)
    throw new Failure(
      `${scope}/${name}@${version} is not what package-lock.json says: it hashes to ${found}.`,
    );
  await untar({ file: tarball, cwd: path.join(work, 'package'), strip: 1, strict: true });
  // Only now, so that a half unpacked one is never taken.
  renameSync(path.join(work, 'package'), folder);
  rmSync(work, { recursive: true, force: true });
  return folder;
}

/** @param {string} folder */
const versionIn = (folder) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
