/** What activation costs in the real extension host. */
import { mkdirSync, mkdtempSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { browserFlags, findBrowser } from '../scripts/support/browser.mjs';
import { installExtensions, startCodeServer, windowAddress } from '../scripts/support/codeServer.mjs';
import { makeEditorProfile } from '../scripts/support/editorProfile.mjs';
import { packageHelper } from '../scripts/support/helperExtension.mjs';
import { vsixFile } from '../scripts/support/paths.mjs';
import { setUpBrowser, setUpEditor } from '../scripts/support/stages.mjs';
import type { Benchmark } from './support/benchmark';
import { showSpread, spread } from './support/interleave';

const ROUNDS = 5;

/** One empty extension is activated before Waitpoint and one after: none can be activated twice. */
const EXTENSIONS = ['empty-before', 'waitpoint', 'empty-after'] as const;
type Times = Record<(typeof EXTENSIONS)[number], number>;

const EMPTY = 'exports.activate = () => {};';

const REPORT = 'activation.json';

/** Runs in the extension host: activates the others by turns and writes how long each took. */
const TIMER = `
const vscode = require('vscode');
exports.activate = async () => {
  const times = {};
  for (const name of ${JSON.stringify(EXTENSIONS)}) {
    const extension = vscode.extensions.getExtension('waitpoint.' + name);
    if (extension.isActive) throw new Error(name + ' is active already.');
    const startedAt = performance.now();
    await extension.activate();
    times[name] = performance.now() - startedAt;
  }
  const [{ uri }] = vscode.workspace.workspaceFolders;
  const report = new TextEncoder().encode(JSON.stringify(times));
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(uri, '${REPORT}'), report);
};`;

export const benchmark: Benchmark = {
  title: 'Activation',
  method:
    'Time for `extension.activate()`, loading the code included, in the extension host of a real VS Code (code-server), ' +
    'relative to an extension whose `activate` does nothing, activated before and after it in the same window (their mean). ' +
    'Waitpoint activates when it is used, never at startup.',
  run: async ({ scratch, progress }) => {
    await setUpEditor();
    await setUpBrowser();
    const profile = makeEditorProfile(scratch);
    const packages = [vsixFile()];
    for (const name of EXTENSIONS) {
      if (name !== 'waitpoint') packages.push(await packageExtension(scratch, name, EMPTY));
    }
    packages.push(await packageExtension(scratch, 'timer', TIMER, ['onStartupFinished']));
    await installExtensions(profile, packages);
    const server = await startCodeServer(profile);
    const browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: browserFlags });
    try {
      const rounds: Times[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        progress(`window ${round + 1} of ${ROUNDS}`);
        rounds.push(await openWindow(browser, server.address, mkdtempSync(join(scratch, 'workspace-'))));
      }
      const empty = (times: Times): number => (times['empty-before'] + times['empty-after']) / 2;
      const milliseconds = (values: number[]): string => `${spread(values).median.toFixed(1)} ms`;
      const rows = [
        ['an empty extension', milliseconds(rounds.map(empty)), '1.00'],
        [
          'Waitpoint',
          milliseconds(rounds.map(({ waitpoint }) => waitpoint)),
          showSpread(spread(rounds.map((times) => times.waitpoint / empty(times)))),
        ],
      ];
      return { columns: ['extension', 'median', 'time'], rows };
    } finally {
      await browser.close();
      await server.stop();
    }
  },
};

async function packageExtension(
  folder: string,
  name: string,
  code: string,
  activationEvents: string[] = [],
): Promise<string> {
  const path = join(folder, `bench-${name}`);
  const manifest = {
    name,
    publisher: 'waitpoint',
    version: '1.0.0',
    engines: { vscode: '^1.101.0' },
    main: './main.cjs',
    files: ['main.cjs'],
    activationEvents,
    extensionKind: ['workspace'],
  };
  mkdirSync(path);
  writeFileSync(join(path, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(path, 'main.cjs'), code);
  return packageHelper(path);
}

/** Opens a window with an extension host of its own. @returns milliseconds by extension */
async function openWindow(browser: Browser, address: string, folder: string): Promise<Times> {
  const context = await browser.newContext();
  const reported = new Promise<Times>((resolve) => {
    const watcher = watch(folder, () => {
      const times = parsed(join(folder, REPORT));
      if (!times) return;
      watcher.close();
      resolve(times);
    });
  });
  const page = await context.newPage();
  await page.goto(windowAddress(address, folder));
  const times = await reported;
  await context.close();
  return times;
}

/** Null until the file is there and whole. */
function parsed(path: string): Times | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Times;
  } catch {
    return null;
  }
}
