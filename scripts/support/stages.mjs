/**
 * The stages that set up a fresh machine. Each is quick when there is nothing to do, so that `npm start` and `npm test`
 * simply run the ones they need first.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installBrowser } from './browser.mjs';
import { codeServerHome, codeServerNode, codeServerPackage } from './codeServer.mjs';
import { isFresh } from './freshness.mjs';
import { hostTarget, inRoot, root, vsixFile } from './paths.mjs';
import { Failure, npm, run } from './process.mjs';
import { fetchTestModels } from './testModels.mjs';
import { installSoftwareVulkan } from './vulkan.mjs';

const oldestNode = 20;
/** Neither does a package's install script run (binaries come as packages of their own), nor is anything else asked. */
const npmFlags = ['--ignore-scripts', '--no-audit', '--no-fund'];
const installEnvironment = { ...process.env, NODE_LLAMA_CPP_POSTINSTALL: 'skip' };

/** Everything the command line and the packaging need: dependencies and a build. */
export async function setUpBuild() {
  if (Number.parseInt(process.versions.node, 10) < oldestNode)
    throw new Failure(`Node.js ${oldestNode} or later is needed; this is ${process.versions.node}.`);
  await stage('Dependencies', installDependencies);
  await stage('Build', build);
}

/** Everything an editor needs: the packaged extension and, where it is wanted, code-server. */
export async function setUpEditor({ codeServer = true } = {}) {
  await stage('Extension package', packageExtension);
  if (codeServer) await stage('code-server', installCodeServer);
}

/** What the end-to-end tests need beside {@link setUpEditor}. */
export const setUpBrowser = () => stage('Browser for tests', installBrowser);

/** What the tests with other people's models need. @returns their paths */
export async function setUpTestModels() {
  /** @type {Awaited<ReturnType<typeof fetchTestModels>> | undefined} */
  let models;
  await stage('Models for tests', async () => {
    models = await fetchTestModels();
    return 'there';
  });
  return /** @type {NonNullable<typeof models>} */ (models);
}

/** What the tests of the GPU's path need. @returns why there is none, or null */
export async function setUpVulkan() {
  /** @type {string | null} */
  let missing = null;
  await stage('Software Vulkan', async () => {
    missing = await installSoftwareVulkan();
    return missing === null ? 'there' : `left out, so tests are skipped: ${missing}`;
  });
  return missing;
}

async function installDependencies() {
  const lock = 'package-lock.json';
  if (isFresh(inRoot('node_modules/.package-lock.json'), [inRoot(lock)])) return 'there';
  // Not `npm ci`, which refuses a lock file without the binaries of every platform: some registries miss a few of them.
  await npm(['install', '--no-save', ...npmFlags], { env: installEnvironment });
  return 'installed';
}

async function build() {
  const inputs = [
    ...['src', 'webview', 'build.mjs', 'package.json', 'node_modules/.package-lock.json'],
    ...['scripts/support/enginePackages.mjs', 'scripts/support/notices.mjs'],
  ];
  const stamp = inRoot('dist/.built');
  if (
    isFresh(
      stamp,
      inputs.map((name) => inRoot(name)),
    )
  )
    return 'up to date';
  await run(process.execPath, ['build.mjs']);
  writeFileSync(stamp, '');
  return 'done';
}

async function packageExtension() {
  const inputs = [
    'dist',
    'media',
    'models',
    'package.json',
    'package.nls.json',
    'package.nls.ko.json',
    'l10n',
    'README.md',
    'CHANGELOG.md',
    '.vscodeignore',
    'build/bundledPackages.json',
    'scripts/licences',
    'scripts/package.mjs',
    'scripts/support',
  ];
  if (
    isFresh(
      vsixFile(hostTarget),
      inputs.map((name) => inRoot(name)),
    )
  )
    return 'up to date';
  await run(process.execPath, ['scripts/package.mjs']);
  return path.relative(root, vsixFile(hostTarget));
}

/**
 * Installs code-server from npm with the Node.js it needs, without compiling what it can do without: terminals and file
 * watching come prebuilt; only its logs (and with them output channels) and its watchdog are compiled, where possible.
 */
async function installCodeServer() {
  const stamp = path.join(codeServerHome, 'node_modules/.ready');
  const version = createHash('sha256')
    .update(readFileSync(path.join(codeServerHome, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === version) return 'there';
  rmSync(stamp, { force: true });
  await npm(['ci', ...npmFlags], { cwd: codeServerHome });
  const { executable, folder } = codeServerNode();
  const editor = path.join(codeServerPackage, 'lib/vscode');
  for (const cwd of [editor, path.join(editor, 'extensions')])
    await npm(['install', '--omit=dev', ...npmFlags], { cwd, node: executable });
  const note = await compileLogging(editor, executable, folder);
  writeFileSync(stamp, version);
  return `installed${note}`;
}

/** @param {string} editor @param {string} node @param {string} headers */
async function compileLogging(editor, node, headers) {
  const env = { ...process.env, npm_config_nodedir: headers, npm_config_ignore_scripts: 'false' };
  try {
    await npm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], { cwd: editor, node, env });
    return '';
  } catch {
    return ' (its output channels stay empty: its logger needs a C++ compiler, make, python3 and a path without spaces)';
  }
}

/** Runs one stage and tells of it in one line: its name, how it ended, how long it took. */
async function stage(/** @type {string} */ name, /** @type {() => Promise<string>} */ work) {
  const start = performance.now();
  process.stdout.write(`• ${name} … `);
  try {
    const outcome = await work();
    console.log(`${outcome} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    console.log('failed');
    throw error;
  }
}
