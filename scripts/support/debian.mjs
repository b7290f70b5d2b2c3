import { existsSync } from 'node:fs';
import { findOnPath, run } from './process.mjs';

/** Whether installing packages is ours to do: as root on Debian or a child of it. */
export function mayInstallPackages() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && findOnPath('apt-get') !== undefined;
}

/** Installs packages of Debian. @param {...string} names */
export async function installPackages(...names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...names], { env });
}
