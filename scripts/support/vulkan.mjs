import { existsSync, readdirSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { findOnPath, run } from './process.mjs';

const drivers = '/usr/share/vulkan/icd.d';

/**
 * Installs Mesa's software driver, so that the GPU's path is tested where there is no GPU. Only as root on Debian or a
 * child of it.
 * @returns {Promise<string | null>} why there is none, or null
 */
export async function installSoftwareVulkan() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the driver is for Linux on x64';
  if (!existsSync(inRoot('node_modules/@node-llama-cpp/linux-x64-vulkan')))
    return 'the package @node-llama-cpp/linux-x64-vulkan is not installed';
  if (hasDriver()) return null;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version') || !findOnPath('apt-get'))
    return 'the packages mesa-vulkan-drivers and libvulkan1 are not installed';
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const packages = ['mesa-vulkan-drivers', 'libvulkan1'];
  try {
    await run('apt-get', ['update', '-q'], { env });
    await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], { env });
  } catch (error) {
    return `${packages.join(' and ')} cannot be installed: ${error instanceof Error ? error.message : error}`;
  }
  return hasDriver() ? null : 'Mesa brought no software driver';
}

function hasDriver() {
  return existsSync(drivers) && readdirSync(drivers).some((name) => name.startsWith('lvp_'));
}
