/**
 * `npm start [-- --no-editor | --code-server | --port N]`: sets up whatever is missing, then opens VS Code with the
 * extension and a small demo workspace, until the window is closed or Ctrl-C. `--no-editor` runs the same question in
 * this terminal; `--code-server` takes VS Code in the browser even where there is a desktop one.
 */
import { cpSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installExtensions, startCodeServer, windowAddress } from './support/codeServer.mjs';
import { findDesktopEditor, openDesktopEditor } from './support/desktopEditor.mjs';
import { makeEditorProfile } from './support/editorProfile.mjs';
import { packageHelper } from './support/helperExtension.mjs';
import { inRoot, userFolder, vsixFile } from './support/paths.mjs';
import { Failure, run, runScript } from './support/process.mjs';
import { setUpBuild, setUpEditor } from './support/stages.mjs';

/** Any fixed number: the same address after a restart keeps the browser's tab and its layout. */
const preferredPort = 8731;
const demoTrace = 'demo.trace.json';

runScript(async () => {
  const options = readOptions();
  await setUpBuild();
  if (options.noEditor) return runInTerminal();

  const desktop = options.codeServer ? undefined : findDesktopEditor();
  await setUpEditor({ codeServer: !desktop });
  const folder = path.join(userFolder(), 'demo');
  // What the user changed or ran there stays.
  cpSync(inRoot('media/demo'), folder, { recursive: true, force: false });
  const profile = makeEditorProfile(path.join(userFolder(), desktop ? 'desktop' : 'code-server'));
  const extensions = [vsixFile(), await packageHelper(inRoot('scripts/demoOpener'))];
  if (desktop) {
    console.log(
      `\nOpening ${desktop} with the demo workspace ${folder}. It ends when you close that window.`,
    );
    await openDesktopEditor(desktop, profile, extensions, folder);
  } else {
    await installExtensions(profile, extensions);
    await serveInBrowser(profile, folder, options.port);
  }
});

/** @returns {{ noEditor: boolean, codeServer: boolean, port: number }} */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        'no-editor': { type: 'boolean' },
        'code-server': { type: 'boolean' },
        port: { type: 'string' },
      },
    });
    const port = Number(values.port ?? preferredPort);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Failure(`Not a port: ${values.port}`);
    return { noEditor: values['no-editor'] ?? false, codeServer: values['code-server'] ?? false, port };
  } catch (error) {
    throw new Failure(
      `${error instanceof Error ? error.message : error}\nUsage: npm start [-- --no-editor | --code-server | --port N]`,
    );
  }
}

/** The question and the budget of the demo trace, on the command line. */
async function runInTerminal() {
  const { question, request } = JSON.parse(readFileSync(inRoot('media/demo', demoTrace), 'utf8'));
  const { maxThinkingTokens, waits } = request.budget;
  console.log();
  await run(
    process.execPath,
    ['dist/cli.mjs', 'run', question.text, '--max', `${maxThinkingTokens}`, '--waits', `${waits}`],
    { show: true },
  );
}

/**
 * @param {import('./support/editorProfile.mjs').EditorProfile} profile
 * @param {string} folder
 * @param {number} port
 */
async function serveInBrowser(profile, folder, port) {
  const server = await startCodeServer({ ...profile, port });
  console.log(`\nVS Code with Waitpoint: ${windowAddress(server.address, folder)}`);
  console.log(
    `The demo workspace is ${folder}. Only this machine can reach it, any user of it. Ctrl-C ends it.`,
  );
  let asked = false;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => {
      asked = true;
      void server.stop();
    });
  await server.ended;
  if (!asked) throw new Failure('code-server ended by itself.');
  console.log('\nStopped.');
}
