import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  absolutePath,
  choiceForFile,
  listModels,
  NO_SCORER,
  serverChoice,
} from '../../src/host/modelChoices';

let folder: string;
const bundled = { path: '/extension/models/reasoner.gguf', label: 'reasoner (demo)', description: 'demo' };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-models-'));
  await mkdir(join(folder, 'more'));
  for (const name of ['z.gguf', 'more/b.gguf', 'more/a.GGUF', 'more/readme.md']) {
    await writeFile(join(folder, name), '');
  }
});
afterEach(() => rm(folder, { recursive: true }));

const labels = async (role: 'model' | 'scorer', ...paths: string[]): Promise<string[]> =>
  (await listModels(role, { bundled, paths, base: folder })).map(({ label }) => label);

test('files and folders are listed by name after the bundled model, each file once', async () => {
  expect(await labels('model', join(folder, 'z.gguf'), 'more', 'more/b.gguf')).toEqual([
    'reasoner (demo)',
    'a.GGUF',
    'b',
    'z',
  ]);
});

test('paths that are not there are left out', async () => {
  expect(await labels('model', 'nowhere', join(folder, 'gone.gguf'))).toEqual(['reasoner (demo)']);
});

test('a scorer may be none', async () => {
  expect(await labels('scorer')).toEqual(['reasoner (demo)', NO_SCORER.label]);
});

test('a model is described by the defaults beside it, else by its folder', async () => {
  await writeFile(join(folder, 'z.waitpoint.json'), '{"description": "Solves z."}');
  const choices = await listModels('model', { bundled, paths: ['z.gguf', 'more/b.gguf'], base: folder });
  expect(choices.map(({ description }) => description)).toEqual(['demo', join(folder, 'more'), 'Solves z.']);
});

test('relative paths need a base, and ~ is the home folder', () => {
  expect(absolutePath('m.gguf', null)).toBeNull();
  expect(absolutePath('m.gguf', '/w')).toBe(join('/w', 'm.gguf'));
  expect(absolutePath('~/m.gguf', null)).toBe(join(homedir(), 'm.gguf'));
});

test('the model of a trace is found by its file name, wherever it lies now', () => {
  expect(choiceForFile([bundled], 'reasoner.gguf', 'x')).toBe(bundled.path);
  expect(choiceForFile([bundled], 'gone.gguf', 'x')).toBe('x');
  expect(choiceForFile([bundled], undefined, 'x')).toBe('x');
});

test('servers stand behind the files, and say that what is asked goes there', async () => {
  const server = serverChoice('http://gpu:8000,http://gpu:8001#org/model', null);
  const choices = await listModels('model', { bundled, paths: ['z.gguf'], servers: [server], base: folder });
  expect(choices.map(({ label }) => label)).toEqual(['reasoner (demo)', 'z', 'org/model']);
  expect(server.description).toBe('on a server: gpu:8000, gpu:8001; what you ask is sent there');
  // A trace tells the name of the model, not where it ran.
  expect(choiceForFile(choices, 'org/model', 'fallback')).toBe(server.path);
  expect(absolutePath(server.path, null)).toBe(server.path);
});
