import { existsSync, readdirSync } from 'node:fs';
import { installPackages, mayInstallPackages } from './debian.mjs';
import { inRoot } from './paths.mjs';

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
  if (!mayInstallPackages()) return 'the packages mesa-vulkan-drivers and libvulkan1 are not installed';
  const packages = ['mesa-vulkan-drivers', 'libvulkan1'];
  try {
    await installPackages(...packages);
  } catch (error) {
    return `${packages.join(' and ')} cannot be installed: ${error instanceof Error ? error.message : error}`;
  }
  return hasDriver() ? null : 'Mesa brought no software driver';
}

function hasDriver() {
  return existsSync(drivers) && readdirSync(drivers).some((name) => name.startsWith('lvp_'));
}
