import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noticeOf, packageFolders, packagesIn } from '../../scripts/support/notices.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'waitpoint-notices-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function makePackage(
  name: string,
  manifest: object,
  files: Record<string, string> = {},
): Promise<string> {
  const place = path.join(folder, name);
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, 'package.json'), JSON.stringify({ name, version: '1.2.3', ...manifest }));
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(place, file), text);
  return place;
}

test('a licence and a notice are both passed on', async () => {
  const files = { 'LICENSE-MIT.txt': 'the licence\n', NOTICE: 'the notice\n' };
  expect(noticeOf(await makePackage('a', { license: 'MIT' }, files))).toEqual({
    ...{ name: 'a', version: '1.2.3', licence: 'MIT', text: 'the licence\n\nthe notice' },
  });
});

test('a licence at the end of the README counts, a link to one does not', async () => {
  const whole = { 'README.md': '# a\n\n## License\n\nCopyright (c) A\n\nPermission is …\n' };
  expect(noticeOf(await makePackage('a', { license: 'ISC' }, whole)).text).toBe(
    'Copyright (c) A\n\nPermission is …',
  );
  const link = { 'README.md': '## License\n\n[ISC](LICENSE)\n' };
  const linked = await makePackage('b', { license: 'ISC' }, link);
  expect(() => noticeOf(linked)).toThrow(
    'b@1.2.3 would be shipped without its licence: its package has no text of it.',
  );
});

test('MIT without a text is the standard one under the name of its author', async () => {
  const { text } = noticeOf(await makePackage('a', { license: 'MIT', author: { name: 'Ada' } }));
  expect(text).toMatch(/^MIT License\n\nCopyright \(c\) Ada\n\nPermission is hereby granted, free of charge/);
});

test('a package without any licence is not shipped', async () => {
  const bare = await makePackage('a', {}, { LICENSE: 'text' });
  expect(() => noticeOf(bare)).toThrow('its package has none');
});

test('files of a bundle lead to the packages they belong to, nested and scoped ones too', () => {
  const files = [
    'src/host/extension.ts',
    'node_modules/lit/index.js',
    'node_modules/@lit/reactive-element/css.js',
    'node_modules/a/node_modules/tslib/tslib.js',
    'node_modules/lit/html.js',
  ];
  expect(packageFolders(files)).toEqual([
    'node_modules/@lit/reactive-element',
    'node_modules/a/node_modules/tslib',
    'node_modules/lit',
  ]);
});

test('packages of a tree are found, nested and scoped ones too', async () => {
  const names = ['a', 'a/node_modules/b', '@scope/c'];
  for (const name of names) await makePackage(name, {});
  expect(packagesIn(folder).sort()).toEqual([...names].map((name) => path.join(folder, name)).sort());
});
