/** Packages the extension: `npm run package [-- --target linux-arm64]` writes a VSIX into build/. Default: this platform's. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packageExtension } from './support/packageExtension.mjs';
import { hostTarget, root } from './support/paths.mjs';
import { runScript } from './support/process.mjs';

runScript(async () => {
  const { values } = parseArgs({ options: { target: { type: 'string', default: hostTarget } } });
  const file = await packageExtension(values.target);
  console.log(`${path.relative(root, file)}: ${(statSync(file).size / 1e6).toFixed(1)} MB`);
});
