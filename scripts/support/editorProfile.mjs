import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Where an editor keeps its settings and extensions, apart from any other editor of the user.
 * @typedef {object} EditorProfile
 * @property {string} userData
 * @property {string} extensions
 */

/** No welcome page, no chat, nothing sent anywhere. */
const calmSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'git.enabled': false,
  // As on the desktop: in a browser VS Code saves by itself after a second.
  'files.autoSave': 'off',
};

/**
 * Makes a profile with calm settings; keeps settings that are there.
 * @param {string} folder made where missing
 * @returns {EditorProfile}
 */
export function makeEditorProfile(folder) {
  const profile = { userData: path.join(folder, 'user-data'), extensions: path.join(folder, 'extensions') };
  const file = path.join(profile.userData, 'User', 'settings.json');
  mkdirSync(path.dirname(file), { recursive: true });
  mkdirSync(profile.extensions, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(calmSettings, null, 2)}\n`);
  return profile;
}
