import { existsSync } from 'node:fs';
import { installPackages, mayInstallPackages } from './debian.mjs';
import { findOnPath, Failure, isReadable } from './process.mjs';

/** What Chromium needs to run as root, without a GPU and without calling home. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const macPath = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * The browser that end-to-end tests drive: `CHROMIUM_PATH`, else Chromium or Chrome of this machine.
 * @returns {string | undefined} a full path
 */
export function findBrowser() {
  const wanted = process.env['CHROMIUM_PATH'];
  if (wanted && !isReadable(wanted))
    throw new Failure(`CHROMIUM_PATH names a file that cannot be read: ${wanted}`);
  return wanted ?? names.map(findOnPath).find(Boolean) ?? (existsSync(macPath) ? macPath : undefined);
}

/** Installs Chromium where that is ours to do: as root on Debian or a child of it. */
export async function installBrowser() {
  if (findBrowser()) return 'there';
  if (!mayInstallPackages())
    throw new Failure(
      'The end-to-end tests need Chromium or Google Chrome. Install it (Debian: apt install chromium), or set CHROMIUM_PATH to its path.',
    );
  await installPackages('chromium');
  return 'installed';
}
