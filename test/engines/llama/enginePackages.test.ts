import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeServerNode } from '../../../scripts/support/codeServer.mjs';
import { inRoot } from '../../../scripts/support/paths.mjs';

/** A Node.js as VS Code has it: ours, or that of code-server. */
function nodeWithHooks(): string | null {
  if (typeof registerHooks === 'function') return process.execPath;
  try {
    return codeServerNode().executable;
  } catch {
    return null;
  }
}
const node = nodeWithHooks();

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'waitpoint-packages-'));
  await makePackage('installed', '@node-llama-cpp/cpu', 'cpu installed');
  await makePackage('installed', '@node-llama-cpp/both', 'both installed');
  await makePackage('installed', 'other', 'other installed');
  await makePackage('fetched', '@node-llama-cpp/both', 'both fetched');
  await makePackage('fetched', '@node-llama-cpp/cuda', 'cuda fetched');
  await makePackage('fetched', 'other', 'other fetched');
  await writeFile(
    path.join(root, 'installed/main.mjs'),
    `import { findEnginePackagesIn } from './hook.mjs';
     const said = [findEnginePackagesIn(process.argv[2])];
     for (const name of ['@node-llama-cpp/cpu', '@node-llama-cpp/both', '@node-llama-cpp/cuda', 'other'])
       said.push(await import(name).then(({ default: text }) => text, ({ code }) => code));
     console.log(JSON.stringify(said));`,
  );
  await build({
    entryPoints: [inRoot('src/engines/llama/worker/enginePackages.ts')],
    outfile: path.join(root, 'installed/hook.mjs'),
    ...{ bundle: true, platform: 'node', format: 'esm' },
  });
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function makePackage(where: string, name: string, says: string): Promise<void> {
  const folder = path.join(root, where, 'node_modules', name);
  await mkdir(folder, { recursive: true });
  const manifest = { name, type: 'module', exports: './index.js' };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(folder, 'index.js'), `export default ${JSON.stringify(says)};`);
}

const run = (folder: string): unknown =>
  JSON.parse(
    execFileSync(node ?? '', [path.join(root, 'installed/main.mjs'), path.join(root, folder)], {
      encoding: 'utf8',
    }),
  );

test.skipIf(node === null)('fetched binaries are found, before installed ones; other packages stay', () => {
  expect(run('fetched')).toEqual([true, 'cpu installed', 'both fetched', 'cuda fetched', 'other installed']);
});

test.skipIf(node === null)('a folder that is not there changes nothing', () => {
  expect(run('nothing')).toEqual([
    true,
    'cpu installed',
    'both installed',
    'ERR_MODULE_NOT_FOUND',
    'other installed',
  ]);
});
