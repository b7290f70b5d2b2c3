/**
 * `npm run test:desktop`: runs the host suite in a desktop VS Code, which @vscode/test-electron downloads where it is
 * not yet in .vscode-test/. `VSCODE_VERSION` chooses one (default: stable), `VSCODE_EXECUTABLE` takes one of this machine.
 * The extension under test is the staged content of the VSIX. On Linux it needs a display (xvfb-run gives one).
 */
import { runTests } from '@vscode/test-electron';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeEditorProfile } from './support/editorProfile.mjs';
import { buildHostSuite } from './support/hostSuite.mjs';
import { stagedExtension } from './support/paths.mjs';
import { Failure, runScript } from './support/process.mjs';
import { setUpBuild, setUpEditor } from './support/stages.mjs';

runScript(async () => {
  await setUpBuild();
  await setUpEditor({ codeServer: false });
  const { main } = await buildHostSuite();
  const folder = mkdtempSync(path.join(tmpdir(), 'waitpoint-desktop-'));
  const { userData, extensions } = makeEditorProfile(folder);
  const flags = ['--user-data-dir', userData, '--extensions-dir', extensions, '--disable-workspace-trust'];
  const executable = process.env['VSCODE_EXECUTABLE'];
  try {
    await runTests({
      version: process.env['VSCODE_VERSION'] ?? 'stable',
      ...(executable && { vscodeExecutablePath: executable }),
      extensionDevelopmentPath: stagedExtension,
      extensionTestsPath: main,
      launchArgs: [folder, ...flags],
    });
  } catch (error) {
    throw new Failure(`Desktop VS Code: ${error instanceof Error ? error.message : error}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
