import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeAtomically } from '../../src/files/writeAtomically';

let folder: string;
const file = (name: string): string => join(folder, name);

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'waitpoint-write-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('writes a new file, and replaces an old one, leaving nothing else', async () => {
  await writeAtomically(file('a'), 'one');
  await writeAtomically(file('a'), 'two');
  expect(readFileSync(file('a'), 'utf8')).toBe('two');
  expect(readdirSync(folder)).toEqual(['a']);
});

test('writes at the same time end with one of the contents', async () => {
  const contents = Array.from({ length: 10 }, (_, i) => String(i).repeat(10_000));
  await Promise.all(contents.map((content) => writeAtomically(file('a'), content)));
  expect(contents).toContain(readFileSync(file('a'), 'utf8'));
  expect(readdirSync(folder)).toEqual(['a']);
});

test.skipIf(process.platform === 'win32')('keeps a link and the permissions of its file', async () => {
  writeFileSync(file('real'), 'old');
  chmodSync(file('real'), 0o640);
  symlinkSync('real', file('link'));
  await writeAtomically(file('link'), 'new');
  expect(readFileSync(file('real'), 'utf8')).toBe('new');
  expect(lstatSync(file('link')).isSymbolicLink()).toBe(true);
  expect(statSync(file('real')).mode & 0o777).toBe(0o640);
});

test('a place that cannot be replaced is an error, and nothing is left behind', async () => {
  mkdirSync(file('folder'));
  await expect(writeAtomically(file('folder'), 'text')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
  await expect(writeAtomically(file('no/file'), 'text')).rejects.toThrow(/ENOENT/);
  expect(readdirSync(folder)).toEqual(['folder']);
});

test.skipIf(process.platform === 'win32')(
  'a write that runs out of room in the middle leaves the old content',
  async () => {
    writeFileSync(file('a'), 'old');
    const bundle = await build({
      stdin: {
        contents: `import { writeAtomically } from './src/files/writeAtomically.ts';
          await writeAtomically(process.argv[2], 'x'.repeat(100_000));`,
        resolveDir: resolve(import.meta.dirname, '../..'),
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      write: false,
    });
    writeFileSync(file('write.mjs'), bundle.outputFiles[0]?.text ?? '');
    // A file may hold 8 to 16 kB here: the first write is short, the second fails.
    const script = 'ulimit -f 16; exec "$@"';
    const run = spawnSync('sh', ['-c', script, 'sh', process.execPath, file('write.mjs'), file('a')], {
      encoding: 'utf8',
    });
    expect(run.status).not.toBe(0);
    expect(run.stderr).toContain('EFBIG');
    expect(readFileSync(file('a'), 'utf8')).toBe('old');
    expect(readdirSync(folder).sort()).toEqual(['a', 'write.mjs']);
  },
);
