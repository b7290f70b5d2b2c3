import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/** A failure whose message says all that its reader needs: printed without a stack. */
export class Failure extends Error {}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] working folder; default the checkout
 * @property {NodeJS.ProcessEnv} [env] whole environment; default ours
 * @property {boolean} [show] pass the output through instead of keeping it for the failure message
 */

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} what it printed, empty with `show`
 * @throws {Failure} with the last lines of its output when it cannot start or does not exit with 0
 */
export function run(command, args, { cwd = root, env = process.env, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => (output += chunk.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const line = [path.basename(command), ...args].join(' ');
    child.on('error', (error) => reject(new Failure(`${line}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else
        reject(
          new Failure(`${line} ended with ${signal ?? `exit code ${code}`}.\n${lastLines(output)}`.trimEnd()),
        );
    });
  });
}

/**
 * Runs npm: the one that started us when there is one, so that its version and settings stay the same.
 * @param {string[]} args
 * @param {RunOptions & { node?: string }} [options] `node`: the Node.js executable that runs npm and its scripts
 */
export function npm(args, { node = process.execPath, ...options } = {}) {
  const env = { ...(options.env ?? process.env) };
  // Set by an npm around us for its own package; the inner npm is about another one.
  for (const name of Object.keys(env))
    if (/^npm_(package|lifecycle|config_local_prefix)/.test(name)) delete env[name];
  env['PATH'] = [path.dirname(node), env['PATH'] ?? ''].join(path.delimiter);
  const cli = process.env['npm_execpath'] ?? findNpmCli();
  return run(node, [cli, ...args], { ...options, env });
}

/** npm's JavaScript entry, beside this Node.js or on PATH. Running it directly needs no shell on Windows. */
function findNpmCli() {
  const folder = path.dirname(process.execPath);
  const candidates = [
    path.join(folder, 'node_modules/npm/bin/npm-cli.js'),
    path.join(folder, '../lib/node_modules/npm/bin/npm-cli.js'),
  ];
  const cli = candidates.find(isReadable) ?? findOnPath('npm');
  if (!cli) throw new Failure('npm was not found. Install Node.js 20 or later together with npm.');
  return cli;
}

/**
 * The full path of a program on PATH.
 * @param {string} name without an extension
 * @returns {string | undefined}
 */
export function findOnPath(name) {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((file) => path.join(folder, file))).find(isExecutable);
}

/** @param {string} file */
export const isReadable = (file) => can(file, constants.R_OK);
/** @param {string} file */
const isExecutable = (file) => can(file, constants.X_OK);

/** @param {string} file @param {number} mode */
function can(file, mode) {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} text */
const lastLines = (text, count = 30) => text.trimEnd().split('\n').slice(-count).join('\n');

/**
 * Runs a script's main function: a {@link Failure} becomes its message and exit code 1, anything else keeps its stack.
 * @param {() => Promise<number | void>} main may return the exit code
 */
export function runScript(main) {
  main().then(
    (code) => (process.exitCode = code ?? 0),
    (error) => {
      console.error(error instanceof Failure ? `\n✖ ${error.message}` : error);
      process.exitCode = 1;
    },
  );
}
