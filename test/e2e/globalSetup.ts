import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { installExtensions, startCodeServer } from '../../scripts/support/codeServer.mjs';
import { makeEditorProfile } from '../../scripts/support/editorProfile.mjs';
import { packageHostSuite } from '../../scripts/support/hostSuite.mjs';
import { inRoot, vsixFile } from '../../scripts/support/paths.mjs';
import { setUpBrowser, setUpEditor } from '../../scripts/support/stages.mjs';
import { FakeHub } from '../support/fakeHub';

declare module 'vitest' {
  interface ProvidedContext {
    /** The one VS Code of a run: where it answers, its process, and the profile the VSIX was installed into. */
    server: { address: string; pid: number; userData: string; extensions: string };
  }
}

/** Installs the packaged extension into a fresh profile and starts VS Code on it, once for all test files. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await setUpEditor();
  await setUpBrowser();
  const folder = await mkdtemp(path.join(tmpdir(), 'waitpoint-e2e-'));
  const profile = makeEditorProfile(folder);
  await installExtensions(profile, [vsixFile(), await packageHostSuite()]);
  // What is downloaded comes from this machine.
  const hub = await FakeHub.start();
  hub.files.set('waitpoint/reasoner-GGUF/reasoner-copy.gguf', await readFile(inRoot('models/reasoner.gguf')));
  process.env['HF_ENDPOINT'] = hub.endpoint;
  // A window that is left while it still connects says no good-bye: its extension host would wait for it for hours.
  const server = await startCodeServer({ ...profile, graceSeconds: 5 });
  project.provide('server', { address: server.address, pid: server.pid, ...profile });
  return async () => {
    await server.stop();
    await hub.close();
    await rm(folder, { recursive: true, force: true });
  };
}
