/** The words to translate and their translations: what the sources say now against what the bundles have. */
import { getL10nJson } from '@vscode/l10n-dev';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';

/** Languages besides English. */
export const languages = ['ko'];

/** @typedef {Record<string, string>} Words texts by key; in a bundle the key is the English text */

/** @param {string} language */
export const bundleFile = (language) => inRoot('l10n', `bundle.l10n.${language}.json`);

/** @param {string} language */
export const manifestWordsFile = (language) => inRoot(`package.nls.${language}.json`);

/** @param {string} file @returns {Words} */
export const readWords = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Every text that the core, the host and the views pass through `l10n.t`, each the text itself. @returns {Promise<Words>} */
export async function sourceWords() {
  const files = ['src/core', 'src/host', 'src/protocol', 'webview'].flatMap((folder) =>
    readdirSync(inRoot(folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(inRoot(folder), name)),
  );
  const found = await getL10nJson(
    files.map((file) => ({
      extension: '.ts',
      // The views and the core have l10n of modules of their own, which the extraction would not know.
      contents: readFileSync(file, 'utf8').replace(/'\.[./\w]*\/l10n'/, "'vscode'"),
    })),
  );
  return Object.fromEntries(
    Object.keys(found)
      .sort()
      .map((text) => [text, text]),
  );
}

/**
 * What is wrong with a translation, a line each.
 * @param {Words} english
 * @param {Words} translated
 */
export function translationFaults(english, translated) {
  const missing = Object.keys(english).filter((key) => !translated[key]?.trim());
  const stale = Object.keys(translated).filter((key) => !(key in english));
  const differing = Object.entries(english).filter(
    ([key, text]) => translated[key]?.trim() && placeholders(text) !== placeholders(translated[key]),
  );
  return [
    ...missing.map((key) => `missing: ${JSON.stringify(key)}`),
    ...stale.map((key) => `stale: ${JSON.stringify(key)}`),
    ...differing.map(([key]) => `other placeholders, commands or icons: ${JSON.stringify(key)}`),
  ];
}

/** `{0}`, links to commands and icons of a text, each as often as it is there, in any order. @param {string} text */
function placeholders(text) {
  return [...text.matchAll(/\{\d+\}|\(command:[^)]*\)|\$\([\w-]+\)|`[^`]*`/g)]
    .map(([found]) => found)
    .sort()
    .join(' ');
}
