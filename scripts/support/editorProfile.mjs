import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';

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
  const settings = { ...calmSettings, 'workbench.editorAssociations': ownEditors() };
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
  return profile;
}

/**
 * Our custom editors by file pattern. A window that opens with a file waits for the extensions' editors only where the
 * settings name one; without this the first window of a profile shows the file as text.
 */
function ownEditors() {
  /** @type {{ contributes?: { customEditors?: { viewType: string, selector: { filenamePattern: string }[] }[] } }} */
  const { contributes } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const editors = contributes?.customEditors ?? [];
  return Object.fromEntries(
    editors.flatMap(({ viewType, selector }) => selector.map((one) => [one.filenamePattern, viewType])),
  );
}
