import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot } from './paths.mjs';
import { Failure, run } from './process.mjs';

/** The folder code-server is installed in: a package of its own, so that the main install does not carry it. */
export const codeServerHome = inRoot('tools/code-server');
/** code-server's own package folder. */
export const codeServerPackage = path.join(codeServerHome, 'node_modules/code-server');

/**
 * The Node.js that code-server needs, which npm delivers as one package a platform.
 * @returns {{ folder: string, executable: string }} `folder` also holds the headers that native modules compile against
 */
export function codeServerNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  for (const prefix of ['node', 'node-bin']) {
    const folder = path.join(codeServerHome, 'node_modules', `${prefix}-${platform}-${process.arch}`);
    const executable = path.join(folder, 'bin', platform === 'win' ? 'node.exe' : 'node');
    if (existsSync(executable)) return { folder, executable };
  }
  throw new Failure(
    `code-server has no Node.js for ${process.platform}-${process.arch} here. Install desktop VS Code, with "code" on PATH.`,
  );
}

/** @typedef {import('./editorProfile.mjs').EditorProfile} EditorProfile */

/** @param {EditorProfile} profile */
function commonArguments({ userData, extensions }) {
  // A configuration of its own: without one, code-server writes a file into the user's home folder.
  const config = path.join(userData, 'code-server.yaml');
  writeFileSync(config, 'auth: none\n');
  return [codeServerPackage, '--config', config, '--user-data-dir', userData, '--extensions-dir', extensions];
}

/**
 * Installs VSIX files into a profile, in order.
 * @param {EditorProfile} profile
 * @param {string[]} files
 */
export async function installExtensions(profile, files) {
  const flags = files.flatMap((file) => ['--install-extension', file]);
  await run(codeServerNode().executable, [...commonArguments(profile), ...flags, '--force'], {
    env: serverEnvironment(),
  });
}

/**
 * Starts code-server on loopback, without a password: every user of this machine can open it while it runs.
 * @param {EditorProfile & { port?: number, graceSeconds?: number, onOutput?: (text: string) => void }} options `port`:
 * default any free one; `graceSeconds`: how long a window that went without a word may come back, default 3 hours
 * @returns {Promise<{ address: string, pid: number, stop(): Promise<void>, ended: Promise<void> }>} once it answers
 */
export async function startCodeServer({ port = 0, graceSeconds, onOutput = () => {}, ...profile }) {
  const chosenPort = await freePort(port);
  const address = `http://127.0.0.1:${chosenPort}`;
  const flags = [
    '--auth',
    'none',
    '--bind-addr',
    `127.0.0.1:${chosenPort}`,
    '--disable-telemetry',
    '--disable-update-check',
    ...(graceSeconds === undefined ? [] : ['--reconnection-grace-time', String(graceSeconds)]),
  ];
  const child = spawn(
    codeServerNode().executable,
    [
      ...commonArguments(profile),
      ...flags,
      '--disable-workspace-trust',
      '--disable-getting-started-override',
    ],
    // A group of its own: Ctrl-C in a terminal reaches us alone, and stopping ends all it started.
    { env: serverEnvironment(), stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-20_000);
      onOutput(String(chunk));
    });
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    signalGroup(child, 'SIGTERM');
    const force = setTimeout(() => signalGroup(child, 'SIGKILL'), 5_000);
    await ended;
    clearTimeout(force);
  };
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    ended.then(() => reject(new Failure(`code-server ended before it answered.\n${output}`)));
    child.stdout.on('data', () => output.includes('HTTP server listening on') && resolve(undefined));
  });
  return { address, pid: /** @type {number} */ (child.pid), stop, ended };
}

/**
 * The address of a window on a folder.
 * @param {string} address
 * @param {string} folder
 */
export function windowAddress(address, folder) {
  const url = new URL(address);
  url.searchParams.set('folder', decodeURIComponent(pathToFileURL(folder).pathname));
  return url.href;
}

/** Our environment without what a surrounding npm or VS Code terminal set for itself. */
function serverEnvironment() {
  const drop = /^(npm_|VSCODE_|ELECTRON_|PORT$|PASSWORD$|HASHED_PASSWORD$|NODE_OPTIONS$|CODE_SERVER_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !drop.test(name)));
}

/**
 * The wanted port if it is free, else any free one.
 * @param {number} wanted 0 for any
 * @returns {Promise<number>}
 */
function freePort(wanted) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (wanted === 0 ? reject(error) : resolve(freePort(0))));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : wanted));
    });
  });
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}
