import { findOnPath, run } from './process.mjs';

/**
 * Desktop VS Code's command, where opening a window makes sense: on PATH, with a display before its user, and neither
 * the `code` of a remote VS Code terminal nor that of Windows seen from Linux, which know nothing of our profile.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function findDesktopEditor(env = process.env) {
  const hasDisplay = Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
  const isHeadless = !hasDisplay && (process.platform === 'linux' || env['SSH_CONNECTION']);
  if (isHeadless || env['VSCODE_IPC_HOOK_CLI'] || env['WSL_DISTRO_NAME']) return undefined;
  return findOnPath('code');
}

/**
 * Opens a folder in a window of desktop VS Code.
 * @param {string} command
 * @param {import('./editorProfile.mjs').EditorProfile} profile
 * @param {string[]} extensions VSIX files to install first
 * @param {string} folder
 * @returns {Promise<void>} settled when the user closes the window
 */
export async function openDesktopEditor(command, profile, extensions, folder) {
  const flags = ['--user-data-dir', profile.userData, '--extensions-dir', profile.extensions];
  // Chromium refuses its sandbox to root.
  if (process.getuid?.() === 0) flags.push('--no-sandbox');
  await run(command, [...flags, ...extensions.flatMap((file) => ['--install-extension', file]), '--force']);
  await run(command, [...flags, '--new-window', '--wait', folder]);
}
