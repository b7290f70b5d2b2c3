// Runs benchmarks and writes what they saw into docs/benchmarks.md: `npm run bench [-- NAME…]`.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundlePrograms } from '../scripts/support/bundle.mjs';

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

const load = await bundlePrograms('bench', [
  ...known.map((name) => `${name}.bench.ts`),
  ...readdirSync('bench/children').map((file) => `children/${file}`),
  'support/document.ts',
]);
const { writeBenchmark } = await load('support/document');

for (const name of wanted.length > 0 ? wanted : known) {
  const { benchmark } = await load(`${name}.bench`);
  console.log(`${name}: ${benchmark.title}`);
  const scratch = mkdtempSync(join(tmpdir(), 'waitpoint-bench-'));
  /** @param {string} line */
  const progress = (line) => console.log(`  ${line}`);
  try {
    const table = await benchmark.run({ root, scratch, progress });
    for (const row of table.rows) console.log(`  ${row.join(' · ')}`);
    writeBenchmark(root, name, benchmark, table);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
