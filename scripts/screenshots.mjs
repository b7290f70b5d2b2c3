/** `npm run screenshots`: takes the pictures of the README from the packaged extension in a real editor. */
import { inRoot } from './support/paths.mjs';
import { run, runScript } from './support/process.mjs';
import { setUpBuild } from './support/stages.mjs';

runScript(async () => {
  await setUpBuild();
  const vitest = inRoot('node_modules/vitest/vitest.mjs');
  await run(process.execPath, [vitest, 'run', '--project', 'e2e', 'test/e2e/readmePictures.test.ts'], {
    env: { ...process.env, WAITPOINT_SCREENSHOTS: '1' },
    show: true,
  });
});
