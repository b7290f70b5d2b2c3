import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { inRoot } from './paths.mjs';

/**
 * Builds what users run, and bundles programs of the checkout over the same sources: packages stay outside.
 * @param {string} folder folder of the checkout that holds them; they go to `build/FOLDER`
 * @param {string[]} files TypeScript files in it
 * @returns {Promise<(name: string) => Promise<any>>} imports a bundle by its name in the folder, without its ending
 */
export async function bundlePrograms(folder, files) {
  // Only now: esbuild is a dependency, and those may have been installed a moment ago.
  const { build } = await import('esbuild');
  execFileSync(process.execPath, [inRoot('build.mjs')], { stdio: 'inherit' });
  await build({
    entryPoints: files.map((file) => inRoot(folder, file)),
    outbase: inRoot(folder),
    // Two folders deep, like scripts/support, whose modules find the checkout by their own address.
    outdir: inRoot('build', folder),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  return (name) => import(pathToFileURL(inRoot('build', folder, `${name}.mjs`)).href);
}
