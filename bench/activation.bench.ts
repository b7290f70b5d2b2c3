/** What activation costs in the real extension host. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { browserFlags, findBrowser } from '../scripts/support/browser.mjs';
import { startCodeServer, windowAddress } from '../scripts/support/codeServer.mjs';
import { makeEditorProfile } from '../scripts/support/editorProfile.mjs';
import { stagedExtension } from '../scripts/support/paths.mjs';
import { setUpBrowser, setUpEditor } from '../scripts/support/stages.mjs';
import type { Benchmark } from './support/benchmark';
import { showSpread, spread } from './support/interleave';

const ROUNDS = 7;

/** One empty extension is activated before Waitpoint and one after: none can be activated twice. */
const EXTENSIONS = ['empty-before', 'waitpoint', 'empty-after'] as const;
type Times = Record<(typeof EXTENSIONS)[number], number>;

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
    cpSync(stagedExtension, join(profile.extensions, 'waitpoint.waitpoint-bench'), { recursive: true });
    for (const name of EXTENSIONS)
      if (name !== 'waitpoint') addExtension(profile.extensions, name, 'exports.activate = () => {};');
    addExtension(profile.extensions, 'timer', TIMER, ['onStartupFinished']);
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

function addExtension(folder: string, name: string, code: string, activationEvents: string[] = []): void {
  const path = join(folder, `waitpoint.${name}-1.0.0`);
  const manifest = {
    name,
    publisher: 'waitpoint',
    version: '1.0.0',
    engines: { vscode: '*' },
    main: './main.cjs',
    activationEvents,
    extensionKind: ['workspace'],
  };
  mkdirSync(path);
  writeFileSync(join(path, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(path, 'main.cjs'), code);
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
