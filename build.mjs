// Builds everything into dist/. `--watch` keeps building.
import { build, context } from 'esbuild';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { enginePackageTable } from './scripts/support/enginePackages.mjs';
import { bundledPackagesFile, packageFolders } from './scripts/support/notices.mjs';
import { webviewBuild } from './webview/esbuild.mjs';

process.chdir(import.meta.dirname);

const production = !process.argv.includes('--watch');
const { version } = JSON.parse(await readFile('package.json', 'utf8'));

const coreFiles = (await readdir('src/core', { recursive: true }))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `src/core/${name}`);

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  sourcemap: production ? false : 'inline',
  minify: production,
  // Names of classes and functions appear in stack traces that users send us.
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
  define: {
    WAITPOINT_VERSION: JSON.stringify(version),
    WAITPOINT_ENGINE_PACKAGES: JSON.stringify(enginePackageTable()),
  },
  metafile: true,
};

/** @type {import('esbuild').BuildOptions} */
const node = { ...common, platform: 'node', target: 'node20' };

// ESM bundles of CommonJS dependencies need a `require` for Node's built-ins.
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** @type {import('esbuild').BuildOptions[]} */
const targets = [
  {
    ...node,
    entryPoints: ['src/host/extension.ts'],
    outfile: 'dist/extension.cjs',
    format: 'cjs',
    external: ['vscode'],
  },
  {
    ...node,
    entryPoints: ['src/engines/llama/worker/main.ts'],
    outfile: 'dist/engineProcess.mjs',
    format: 'esm',
    // Its native parts are found by path, and its top-level await cannot be required.
    external: ['node-llama-cpp'],
    banner: { js: requireBanner },
  },
  {
    ...node,
    // Threads of the host and of the command line; CommonJS, which every thread of Electron can load.
    entryPoints: ['src/files/graderWorker.ts', 'src/files/curateWorker.ts'],
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
  },
  {
    ...node,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.mjs',
    format: 'esm',
    banner: { js: `#!/usr/bin/env node\n${requireBanner}` },
  },
  { ...common, ...webviewBuild },
  // The core must run anywhere: bundled for no platform and with nothing left outside.
  {
    ...common,
    entryPoints: coreFiles,
    outdir: 'build/core',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    format: 'esm',
  },
];

if (production) {
  await rm('dist', { recursive: true, force: true });
  const results = await Promise.all(targets.map((options) => build(options)));
  await writeBundledPackages(results.flatMap(({ metafile }) => (metafile ? [metafile] : [])));
} else {
  const contexts = await Promise.all(targets.map((options) => context(options)));
  await Promise.all(contexts.map((watched) => watched.watch()));
  console.log('Watching. Ctrl-C ends it.');
}

/** Keeps which packages of others the bundles hold, for their licences. @param {import('esbuild').Metafile[]} metafiles */
async function writeBundledPackages(metafiles) {
  const outputs = metafiles.flatMap(({ outputs }) => Object.entries(outputs));
  const files = outputs
    .filter(([file]) => file.startsWith('dist/'))
    .flatMap(([, { inputs }]) => Object.entries(inputs))
    // Fonts and other copied files have no bytes "in" their output.
    .filter(([file, { bytesInOutput }]) => bytesInOutput > 0 || !/\.[cm]?[jt]s$/.test(file))
    .map(([file]) => file);
  await mkdir('build', { recursive: true });
  await writeFile(bundledPackagesFile, JSON.stringify(packageFolders(files), null, 2));
}
