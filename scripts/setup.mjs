/** Sets up everything on a fresh machine that has Node.js 20 or later and npm; `npm start` and `npm test` do so too. */
import { runScript } from './support/process.mjs';
import { setUpBrowser, setUpBuild, setUpEditor } from './support/stages.mjs';

runScript(async () => {
  await setUpBuild();
  await setUpEditor();
  await setUpBrowser();
});
