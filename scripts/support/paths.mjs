import { mkdirSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the checkout. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Absolute path of something in the checkout. @param {string[]} parts */
export const inRoot = (...parts) => path.join(root, ...parts);

/** The name VS Code gives this platform in a VSIX, such as `linux-x64`. */
export const hostTarget = `${process.platform}-${process.arch === 'arm' ? 'armhf' : process.arch}`;

/** The VSIX built for a target. @param {string} target */
export const vsixFile = (target = hostTarget) => inRoot('build', `waitpoint-${target}.vsix`);

/** What a VSIX is made of, as `scripts/package.mjs` lays it out. */
export const stagedExtension = inRoot('build/vsix');

/**
 * The folder of this user for what a demonstration leaves behind: its workspace, editor settings and extensions.
 * Follows each platform's habit; a temporary folder where the home folder is missing or read-only (some containers).
 * @returns {string} an existing, writable folder
 */
export function userFolder() {
  for (const candidate of [preferredUserFolder(), path.join(tmpdir(), `waitpoint-${userInfo().username}`)]) {
    try {
      mkdirSync(candidate, { recursive: true, mode: 0o700 });
      return candidate;
    } catch {
      // The next candidate may do.
    }
  }
  throw new Error(`No folder can be written to: neither ${preferredUserFolder()} nor ${tmpdir()}.`);
}

function preferredUserFolder() {
  const env = process.env;
  if (process.platform === 'win32')
    return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'Waitpoint');
  if (process.platform === 'darwin')
    return path.join(homedir(), 'Library', 'Application Support', 'Waitpoint');
  return path.join(env['XDG_DATA_HOME'] || path.join(homedir(), '.local', 'share'), 'waitpoint');
}

/** The folder of this user for what can be fetched again. It may not exist yet. */
export function cacheFolder() {
  const env = process.env;
  if (process.platform === 'win32')
    return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'Waitpoint', 'Cache');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'Waitpoint');
  return path.join(env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'waitpoint');
}
