import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where an editor keeps its settings and extensions, apart from any other editor of the user.
 * @typedef {object} EditorProfile
 * @property {string} userData
 * @property {string} extensions
 */

const calmSettings = fileURLToPath(new URL('editorSettings.json', import.meta.url));

/**
 * Makes a profile with calm settings (no welcome page, no chat, nothing sent anywhere); keeps settings that are there.
 * @param {string} folder made where missing
 * @returns {EditorProfile}
 */
export function makeEditorProfile(folder) {
  const profile = { userData: path.join(folder, 'user-data'), extensions: path.join(folder, 'extensions') };
  const settings = path.join(profile.userData, 'User', 'settings.json');
  mkdirSync(path.dirname(settings), { recursive: true });
  mkdirSync(profile.extensions, { recursive: true });
  if (!existsSync(settings)) copyFileSync(calmSettings, settings);
  return profile;
}
