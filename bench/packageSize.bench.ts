/** What a user downloads and installs, against the dependency tree it is cut from. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stagedExtension, vsixFile } from '../scripts/support/paths.mjs';
import type { Benchmark } from './support/benchmark';

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
}

export const benchmark: Benchmark = {
  title: 'Size of the package',
  method:
    'The packaged extension for this platform (bundles, models, and node-llama-cpp with the native variants of the platform) ÷ ' +
    'what npm installs here of the production dependencies, which a package without pruning would carry.',
  run: async ({ root }) => {
    execFileSync(process.execPath, [join(root, 'scripts/package.mjs')], { stdio: 'ignore' });
    const tree = productionTree(root);
    const unpacked = folderBytes(stagedExtension);
    const vsix = statSync(vsixFile()).size;
    const row = (name: string, bytes: number): string[] => [
      name,
      `${(bytes / 1e6).toFixed(1)} MB`,
      (bytes / tree).toFixed(3),
    ];
    const rows = [
      row('production dependencies as npm installs them', tree),
      row('the extension, installed', unpacked),
      row('the VSIX, downloaded', vsix),
    ];
    return { columns: ['what', 'size', 'ratio'], rows };
  },
};

function productionTree(root: string): number {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as LockFile;
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .reduce((sum, [path]) => sum + folderBytes(join(root, path), true), 0);
}

/**
 * Bytes of all files below a folder; 0 where there is none (a binary of another platform).
 * @param own without the packages nested in it, which a lock file lists by themselves
 */
function folderBytes(folder: string, own = false): number {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return 0;
  }
  return entries.reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return own && entry.name === 'node_modules' ? sum : sum + folderBytes(path, own);
    return sum + statSync(path).size;
  }, 0);
}
