// Runs benchmarks and writes what they saw into docs/benchmarks.md: `npm run bench [-- NAME…]`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
process.chdir(root);

const known = readdirSync('bench')
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark called ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}

// What users run is what is measured.
execFileSync(process.execPath, ['build.mjs'], { stdio: 'inherit' });
await build({
  entryPoints: [
    ...known.map((name) => `bench/${name}.bench.ts`),
    ...readdirSync('bench/children').map((file) => `bench/children/${file}`),
    'bench/support/document.ts',
  ],
  outbase: 'bench',
  // Two folders deep, like scripts/support, whose modules find the checkout by their own address.
  outdir: 'build/bench',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
/** @param {string} name */
const load = (name) => import(pathToFileURL(join(root, 'build/bench', `${name}.mjs`)).href);
const { writeSection } = await load('support/document');

for (const name of wanted.length > 0 ? wanted : known) {
  const { benchmark } = await load(`${name}.bench`);
  console.log(`${name}: ${benchmark.title}`);
  const scratch = mkdtempSync(join(tmpdir(), 'waitpoint-bench-'));
  /** @param {string} line */
  const progress = (line) => console.log(`  ${line}`);
  try {
    const table = await benchmark.run({ root, scratch, progress });
    for (const row of table.rows) console.log(`  ${row.join(' · ')}`);
    writeSection(root, name, benchmark, table);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
