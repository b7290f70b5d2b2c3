/**
 * The licence texts of everything that a VSIX carries and that others wrote: packages in the bundles (by what esbuild
 * says went in), packages of the runtime tree beside them, and what their native code is made of.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { Failure } from './process.mjs';

/** Written by the build: folders of the packages whose code is in `dist`, from the checkout. */
export const bundledPackagesFile = inRoot('build/bundledPackages.json');

/** Native code in node-llama-cpp's binaries, whose texts their packages leave out; taken from llama.cpp's release. */
const nativeParts = [
  { name: 'llama.cpp and ggml', licence: 'MIT', file: 'llama.cpp.txt' },
  { name: 'JSON for Modern C++ (in llama.cpp)', licence: 'MIT', file: 'nlohmann-json.txt' },
  { name: 'cpp-httplib (in llama.cpp)', licence: 'MIT', file: 'cpp-httplib.txt' },
];

/** @typedef {{ name: string, version: string, licence: string, text: string }} Notice */

/**
 * Folders of the packages that files of a bundle belong to: `node_modules/lit`.
 * @param {Iterable<string>} files paths from the checkout, with slashes
 * @returns {string[]} sorted, each once
 */
export function packageFolders(files) {
  const folders = new Set();
  for (const file of files) {
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
    if (folder) folders.add(folder);
  }
  return [...folders].sort();
}

/** Files that hold a package's licence, or what it passes on of others. */
export const isLicenceFile = (/** @type {string} */ name) =>
  /^(licen[cs]e|copying|notices?)([-.][\w.-]+)?$/i.test(name);

/**
 * What a package says of its licence. Some declare MIT and forget the text: theirs is the standard one.
 * @param {string} folder absolute path of the package
 * @returns {Notice}
 * @throws {Failure} when it has no licence, or its text is nowhere: nothing is shipped without
 */
export function noticeOf(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = manifest;
  const texts = readdirSync(folder)
    .filter(isLicenceFile)
    .sort()
    .map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  const inReadme = texts.length === 0 ? licenceInReadme(folder) : null;
  if (inReadme) texts.push(inReadme);
  else if (texts.length === 0 && license === 'MIT') texts.push(standardMit(manifest));
  if (typeof license !== 'string' || texts.length === 0)
    throw new Failure(
      `${name}@${version} would be shipped without its licence: its package has ${license ? 'no text of it' : 'none'}.`,
    );
  return { name, version, licence: license, text: texts.join('\n\n') };
}

/** @param {{ name: string, author?: string | { name: string }, repository?: string | { url: string } }} manifest */
function standardMit({ name, author, repository }) {
  const url = typeof repository === 'string' ? repository : repository?.url;
  const holder = (typeof author === 'string' ? author : author?.name) ?? `the authors of ${name}`;
  const text = readFileSync(inRoot('scripts/licences/MIT.txt'), 'utf8').trim();
  return `MIT License\n\nCopyright (c) ${holder}${url ? ` (${url})` : ''}\n\n${text}`;
}

/** Small packages put their licence at the end of their README. @param {string} folder */
function licenceInReadme(folder) {
  const file = readdirSync(folder).find((name) => /^readme(\.\w+)?$/i.test(name));
  if (!file) return null;
  const text = readFileSync(path.join(folder, file), 'utf8');
  const section = /^#+\s*licen[cs]e\s*$([\s\S]*)/im.exec(text)?.[1]?.trim() ?? '';
  // A link to a file that is not there is no licence.
  return /permission|copyright/i.test(section) ? section : null;
}

/**
 * The whole text.
 * @param {string} runtimeTree absolute path of the copied node_modules
 */
export function thirdPartyNotices(runtimeTree) {
  /** @type {string[]} */
  const bundled = JSON.parse(readFileSync(bundledPackagesFile, 'utf8'));
  const folders = [...bundled.map((folder) => inRoot(folder)), ...packagesIn(runtimeTree)];
  /** @type {Map<string, Notice>} */
  const notices = new Map();
  for (const notice of folders.map(noticeOf)) notices.set(`${notice.name}@${notice.version}`, notice);
  const parts = nativeParts.map(({ name, licence, file }) => ({
    heading: name,
    licence,
    text: readFileSync(inRoot('scripts/licences', file), 'utf8').trim(),
  }));
  const sections = [...notices.values()]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ name, version, licence, text }) => ({ heading: `${name}@${version}`, licence, text }));
  return [
    'Third-party notices\n\nWaitpoint contains the following software of others, under these licences.\n',
    ...[...sections, ...parts].map(
      ({ heading, licence, text }) => `${'-'.repeat(80)}\n${heading}\nLicence: ${licence}\n\n${text}\n`,
    ),
  ].join('\n');
}

/**
 * Every package below a node_modules folder, nested ones too.
 * @param {string} nodeModules
 * @returns {string[]} absolute paths
 */
export function packagesIn(nodeModules) {
  return readdirSync(nodeModules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const folder = path.join(nodeModules, name);
      if (name.startsWith('@'))
        return readdirSync(folder).flatMap((inner) => packageAndNested(path.join(folder, inner)));
      return packageAndNested(folder);
    });
}

/** @param {string} folder @returns {string[]} */
function packageAndNested(folder) {
  const nested = readdirSync(folder).includes('node_modules')
    ? packagesIn(path.join(folder, 'node_modules'))
    : [];
  return [folder, ...nested];
}
