import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { npmRegistry } from '../../src/files/npmRegistry';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'waitpoint-npmrc-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));
const npmrc = (text: string): Promise<void> => writeFile(path.join(home, '.npmrc'), text);

test('without any setting it is npm’s own', async () => {
  expect(await npmRegistry({}, home)).toBe('https://registry.npmjs.org');
});

test('the environment goes before the user’s file, in either spelling', async () => {
  await npmrc('registry=https://of-the-file.example/npm/\n');
  expect(await npmRegistry({}, home)).toBe('https://of-the-file.example/npm');
  expect(await npmRegistry({ npm_config_registry: 'http://mirror.example' }, home)).toBe(
    'http://mirror.example',
  );
  expect(await npmRegistry({ NPM_CONFIG_REGISTRY: 'http://mirror.example/' }, home)).toBe(
    'http://mirror.example',
  );
});

test('a registry of the scope goes before all', async () => {
  await npmrc('registry = https://a.example\n@node-llama-cpp:registry = "https://b.example"\n');
  expect(await npmRegistry({ npm_config_registry: 'https://c.example' }, home)).toBe('https://b.example');
});

test('what is no address is passed over', async () => {
  await npmrc('registry=file:///etc\n@node-llama-cpp:registry=nonsense\n');
  expect(await npmRegistry({}, home)).toBe('https://registry.npmjs.org');
});
