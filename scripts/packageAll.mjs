/**
 * `npm run package:all [TARGET…]`: builds, packages every platform and the universal VSIX, checks each, and writes their
 * sizes into docs/packages.md. A platform whose binaries cannot be had here is told of and left out; it fails the command
 * only where it was asked for by its name. A package that fails its check always does.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { checkPackage } from './support/checkPackage.mjs';
import { NotToBeHad } from './support/enginePackages.mjs';
import { packageExtension, packagedEngines, packageTargets } from './support/packageExtension.mjs';
import { inRoot, root } from './support/paths.mjs';
import { run, runScript } from './support/process.mjs';

/** @typedef {{ target: string, download: number, installed: number, files: number }} Row */

runScript(async () => {
  const { positionals: asked } = parseArgs({ allowPositionals: true });
  const targets = asked.length > 0 ? asked : packageTargets;
  // Unknown ones fail now, not after an hour.
  targets.forEach(packagedEngines);
  await run(process.execPath, [inRoot('build.mjs')]);
  /** @type {Row[]} */
  const rows = [];
  /** @type {string[]} */
  const missing = [];
  let faulty = false;
  for (const target of targets) {
    try {
      const file = await packageExtension(target);
      const { faults, files, bytes } = await checkPackage(file, target);
      rows.push({ target, download: statSync(file).size, installed: bytes, files });
      console.log(`${faults.length > 0 ? '✖' : '✔'} ${path.relative(root, file)}`);
      for (const fault of faults) console.log(`    ${fault}`);
      faulty ||= faults.length > 0;
    } catch (error) {
      if (!(error instanceof NotToBeHad)) throw error;
      missing.push(target);
      console.log(`– ${target}: not to be had here. ${error.message.split('\n', 1)[0]}`);
    }
  }
  if (asked.length === 0) await writeSizes(rows, missing);
  return faulty || (asked.length > 0 && missing.length > 0) ? 1 : 0;
});

/** @param {Row[]} rows @param {string[]} missing */
async function writeSizes(rows, missing) {
  const file = inRoot('docs/packages.md');
  const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const lines = [
    ['package', 'binaries', 'download', 'installed', 'files'],
    ['---', '---', '--:', '--:', '--:'],
    ...rows.map(({ target, download, installed, files }) => [
      target,
      packagedEngines(target).join(', ') || 'none',
      megabytes(download),
      megabytes(installed),
      String(files),
    ]),
    ...missing.map((target) => [target, packagedEngines(target).join(', '), 'not made here', '', '']),
  ];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const text = readFileSync(file, 'utf8').replace(
    /(<!-- sizes -->)[\s\S]*?(<!-- \/sizes -->)/,
    (_, begin, end) => `${begin}\n\n${table}\n\n${end}`,
  );
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}
