/** Unpacks a VSIX and says what is wrong with it: what is missing, what has no business there, what runs elsewhere. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { openPromise } from 'yauzl';
import { webviewBuild } from '../../webview/esbuild.mjs';
import { binaryPlatform, headerOf } from './binaryFormat.mjs';
import { enginePackageTable } from './enginePackages.mjs';
import { packagesIn } from './notices.mjs';
import { packagedEngines, universal } from './packageExtension.mjs';
import { inRoot, root } from './paths.mjs';

/** Without these nothing works; the views are those of the build. */
const required = [
  'package.json',
  'package.nls.json',
  'package.nls.ko.json',
  'l10n/bundle.l10n.ko.json',
  'readme.md',
  'changelog.md',
  'LICENSE.txt',
  'ThirdPartyNotices.txt',
  'media/icon.png',
  'dist/extension.cjs',
  'dist/engineProcess.mjs',
  'dist/graderWorker.cjs',
  'dist/curateWorker.cjs',
  'dist/cli.mjs',
  'dist/webview/codicon.ttf',
  ...Object.keys(webviewBuild.entryPoints ?? {}).map((view) => `dist/webview/${view}.js`),
  'dist/node_modules/node-llama-cpp/dist/index.js',
  'models/reasoner.gguf',
  'models/scorer.gguf',
];

/** What must not be there, and why. @type {[pattern: RegExp, what: string][]} */
const forbidden = [
  [/\.map$/, 'a source map'],
  [/\.(ts|tsbuildinfo)$/, 'TypeScript'],
  [/(^|\/)(test|tests|__tests__|fixtures)\//, 'test data'],
  [/^(src|webview|scripts|bench|test|tools|docs|build)\//, 'a folder that only the checkout needs'],
  [/^media\/demo\//, 'the demo workspace'],
  [/^models\/(train|heldout|eval|check)\//, 'what only the recipe of the models needs'],
  [/(^|\/)(\.env|\.npmrc|\.git|\.DS_Store)(\/|$)/, 'a private file'],
];

const isText = (/** @type {string} */ file) => /\.([cm]?js|json|md|css|txt|html|svg|xml)$/i.test(file);
const isNative = (/** @type {string} */ file) => /\.(node|so|dylib|dll|exe)(\.[\d.]+)?$/.test(file);

/**
 * @param {string} vsix
 * @param {string} target what it was made for
 * @returns {Promise<{ faults: string[], files: number, bytes: number }>} `bytes`: once unpacked
 */
export async function checkPackage(vsix, target) {
  const folder = inRoot('build/checked', target);
  rmSync(folder, { recursive: true, force: true });
  await unzip(vsix, folder);
  const extension = path.join(folder, 'extension');
  const files = filesBelow(extension);
  const faults = [
    ...required.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...forbiddenFaults(files),
    ...manifestFaults(extension, folder, target),
    ...readmeFaults(extension),
    ...engineFaults(extension, files, target),
    ...noticeFaults(extension),
    ...files.filter(isText).flatMap((file) => textFaults(path.join(extension, file), file)),
  ];
  const bytes = files.reduce((sum, file) => sum + statSync(path.join(extension, file)).size, 0);
  rmSync(folder, { recursive: true, force: true });
  return { faults, files: files.length, bytes };
}

/** @param {string[]} files */
function forbiddenFaults(files) {
  return files.flatMap((file) =>
    forbidden.filter(([pattern]) => pattern.test(file)).map(([, what]) => `${file} is ${what}`),
  );
}

/** @param {string} extension @param {string} folder @param {string} target */
function manifestFaults(extension, folder, target) {
  const text = readFileSync(path.join(extension, 'package.json'), 'utf8');
  const manifest = JSON.parse(text);
  const source = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const faults = [];
  for (const field of ['name', 'publisher', 'version', 'license', 'displayName', 'description'])
    if (!manifest[field] || manifest[field] !== source[field])
      faults.push(`package.json: ${field} is not right`);
  if (manifest.engines?.vscode !== source.engines.vscode)
    faults.push('package.json: engines.vscode is not right');
  for (const field of ['scripts', 'dependencies', 'devDependencies'])
    if (manifest[field]) faults.push(`package.json: ${field} has no business in a package`);
  const named = [...text.matchAll(/"((?:\.\/)?(?:media|dist|l10n)(?:\/[\w./-]*)?)"/g)].map(
    ([, file]) => file ?? '',
  );
  for (const file of named)
    if (!existsSync(path.join(extension, file)))
      faults.push(`package.json names ${file}, which is not there`);
  const platform = /TargetPlatform="([^"]+)"/.exec(
    readFileSync(path.join(folder, 'extension.vsixmanifest'), 'utf8'),
  )?.[1];
  const wanted = target === universal ? undefined : target;
  if (platform !== wanted)
    faults.push(`it is for ${platform ?? 'every platform'}, not for ${wanted ?? 'every one'}`);
  return faults;
}

/** Pictures and pages that the README shows from the package itself. @param {string} extension */
function readmeFaults(extension) {
  const file = path.join(extension, 'readme.md');
  if (!existsSync(file)) return [];
  const pictures = [...readFileSync(file, 'utf8').matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)].map(
    ([, link]) => link ?? '',
  );
  return pictures
    .filter((link) => !/^https:/.test(link) && !existsSync(path.join(extension, link)))
    .map((link) => `the README shows ${link}, which is not there`);
}

/**
 * Exactly the binaries of this platform: each package whole, of the library's own version, for its system and processor.
 * @param {string} extension @param {string[]} files @param {string} target
 */
function engineFaults(extension, files, target) {
  const scope = 'dist/node_modules/@node-llama-cpp';
  const there = existsSync(path.join(extension, scope)) ? readdirSync(path.join(extension, scope)) : [];
  const wanted = packagedEngines(target);
  const faults = [];
  if ([...there].sort().join() !== [...wanted].sort().join())
    faults.push(`it has the binaries ${there.join(', ') || 'of none'}, not ${wanted.join(', ') || 'none'}`);
  const { version } = enginePackageTable();
  const [system, arch] = target.split('-');
  for (const name of there) {
    const found = JSON.parse(readFileSync(path.join(extension, scope, name, 'package.json'), 'utf8')).version;
    if (found !== version) faults.push(`${name} is version ${found}, not ${version}`);
    if (
      !files.some((file) => file.startsWith(`${scope}/${name}/bins/`) && file.endsWith('/llama-addon.node'))
    )
      faults.push(`${name} has no llama-addon.node`);
  }
  for (const file of files) {
    const platform = isText(file) ? null : binaryPlatform(headerOf(path.join(extension, file)));
    if (!platform) {
      if (isNative(file)) faults.push(`${file} is no native code of any platform we know`);
    } else if (!file.startsWith(`${scope}/`))
      faults.push(`${file} is native code outside of the engine's packages`);
    else if (platform.system !== system || platform.arch !== arch)
      faults.push(`${file} is for ${platform.system}-${platform.arch}`);
  }
  return faults;
}

/** @param {string} extension */
function noticeFaults(extension) {
  const file = path.join(extension, 'ThirdPartyNotices.txt');
  const notices = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return packagesIn(path.join(extension, 'dist/node_modules'))
    .map((folder) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')))
    .filter(({ name, version }) => !notices.includes(`\n${name}@${version}\n`))
    .map(({ name, version }) => `ThirdPartyNotices.txt has nothing on ${name}@${version}`);
}

/** @param {string} absolute @param {string} file */
function textFaults(absolute, file) {
  const text = readFileSync(absolute, 'utf8');
  const faults = [];
  for (const place of [root, `${homedir()}${path.sep}`])
    if (text.includes(place)) faults.push(`${file} names ${place} of the machine that built it`);
  if (/sourceMappingURL=data:/.test(text)) faults.push(`${file} carries a source map`);
  return faults;
}

/** @param {string} zip @param {string} folder */
async function unzip(zip, folder) {
  const archive = await openPromise(zip);
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const file = path.join(folder, entry.fileName);
    mkdirSync(path.dirname(file), { recursive: true });
    const chunks = [];
    for await (const chunk of await archive.openReadStreamPromise(entry)) chunks.push(chunk);
    writeFileSync(file, Buffer.concat(chunks));
  }
}

/** Paths of all files, with slashes. @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}
