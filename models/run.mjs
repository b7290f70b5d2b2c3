// Bundles and runs a program over the bundled models: `npm run models:eval`, `npm run models:check`.
import { bundlePrograms } from '../scripts/support/bundle.mjs';
import { root } from '../scripts/support/paths.mjs';

const [program = '', ...options] = process.argv.slice(2);
const load = await bundlePrograms('models', [`${program}/main.ts`]);
const { main } = await load(`${program}/main`);
process.exitCode = await main(root, options);
