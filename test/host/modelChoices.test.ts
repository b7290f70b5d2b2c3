import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findModels } from '../../src/files/findModels';
import type { ModelPlace } from '../../src/files/modelPlaces';
import { ModelReader } from '../../src/files/modelReader';
import {
  absolutePath,
  choiceForFile,
  listModels,
  ModelFinder,
  modelPlaces,
  NO_SCORER,
  serverChoice,
} from '../../src/host/modelChoices';
import { readOverridesBy } from '../../src/host/modelDefaultsOf';
import { ggufFile } from '../support/ggufFile';

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

const places = (...paths: string[]): ModelPlace[] =>
  paths.map((path) => ({ path: absolutePath(path, folder) ?? '', origin: 'settings' }));
const choices = async (role: 'model' | 'scorer', ...paths: string[]) =>
  listModels(role, { bundled, found: await findModels(places(...paths)), reader: new ModelReader() });
const labels = async (role: 'model' | 'scorer', ...paths: string[]): Promise<string[]> =>
  (await choices(role, ...paths)).map(({ label }) => label);

test('files and folders are listed by name after the bundled model, each file once', async () => {
  expect(await labels('model', join(folder, 'z.gguf'), 'more', 'more/b.gguf')).toEqual([
    'reasoner (demo)',
    'a',
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
  const listed = await choices('model', 'z.gguf', 'more/b.gguf');
  expect(listed.map(({ description }) => description)).toEqual(['demo', join(folder, 'more'), 'Solves z.']);
});

test('a model of another program says which', async () => {
  const found = await findModels([{ path: join(folder, 'z.gguf'), origin: 'lmStudio' }]);
  const listed = await listModels('model', { bundled, found, reader: new ModelReader() });
  expect(listed[1]?.description).toBe(`LM Studio · ${folder}`);
});

test('what is no model by what is in it is left out', async () => {
  await writeFile(join(folder, 'more/eyes.gguf'), ggufFile({ architecture: 'clip' }));
  await writeFile(join(folder, 'more/words.gguf'), ggufFile({ weights: 0 }));
  await writeFile(join(folder, 'more/real.gguf'), ggufFile());
  expect(await labels('model', 'more')).toEqual(['reasoner (demo)', 'a', 'b', 'real']);
});

test('those that look made for the role stand before the rest, and none is hidden', async () => {
  await writeFile(join(folder, 'more/math-shepherd.gguf'), ggufFile());
  await writeFile(join(folder, 'more/own.gguf'), ggufFile());
  await writeFile(join(folder, 'more/own.waitpoint.json'), '{"scorerProtocol": "rlhflow"}');
  expect(await labels('scorer', 'more')).toEqual([
    ...['reasoner (demo)', 'math-shepherd', 'own', 'a', 'b', NO_SCORER.label],
  ]);
  expect(await labels('model', 'more')).toEqual(['reasoner (demo)', 'a', 'b', 'math-shepherd', 'own']);
});

test('a model whose preset is a guess says why, unless the file beside it sets one', async () => {
  await writeFile(join(folder, 'more/a.GGUF'), ggufFile());
  await writeFile(join(folder, 'more/b.gguf'), ggufFile({ tokens: ['<think>', '</think>'] }));
  await writeFile(join(folder, 'z.gguf'), ggufFile());
  await writeFile(join(folder, 'z.waitpoint.json'), '{"preset": "generic"}');
  const notes = (await choices('model', 'more', 'z.gguf')).map(({ presetNote }) => presetNote);
  expect(notes.map((note) => note?.includes('does not tell how it marks its thinking'))).toEqual([
    ...[undefined, true, undefined, undefined],
  ]);
});

test('what waitpoint.modelDefaults says of a model counts: its preset is no guess then, nor its role', async () => {
  await writeFile(join(folder, 'more/a.GGUF'), ggufFile());
  await writeFile(join(folder, 'more/b.gguf'), ggufFile());
  readOverridesBy(() => ({
    'a.gguf': { preset: 'think-tags', description: 'the good one' },
    'b.*': { scorerProtocol: 'rlhflow' },
  }));
  try {
    const models = await choices('model', 'more');
    expect(models.find(({ label }) => label === 'a')).toMatchObject({ description: 'the good one' });
    expect(models.find(({ label }) => label === 'a')?.presetNote).toBeUndefined();
    expect(await labels('scorer', 'more')).toEqual(['reasoner (demo)', 'b', 'a', NO_SCORER.label]);
  } finally {
    readOverridesBy(() => ({}));
  }
});

test('a downloaded model that is used by default is still told to be downloaded', async () => {
  const placed = modelPlaces({
    ...{
      paths: ['z.gguf'],
      workspace: folder,
      downloads: [join(folder, 'more')],
      browsed: [],
      elsewhere: [],
    },
    defaults: ['more/b.gguf', 'none', '', 'http://gpu:8000#m'],
  });
  expect(placed.map(({ path }) => path)).toEqual(
    ['z.gguf', 'more', 'more/b.gguf'].map((path) => join(folder, path)),
  );
  const found = await findModels(placed);
  expect(found.map(({ label, origin }) => [label, origin])).toEqual([
    ...[
      ['a', 'downloads'],
      ['b', 'downloads'],
      ['z', 'settings'],
    ],
  ]);
});

test('a search is remembered for a moment, and forgotten when asked to', async () => {
  let now = 0;
  const finder = new ModelFinder(() => now);
  const count = async (): Promise<number> => (await finder.find(places('more'))).length;
  expect(await count()).toBe(2);
  await writeFile(join(folder, 'more/new.gguf'), '');
  expect(await count()).toBe(2);
  now = 5_000;
  expect(await count()).toBe(3);
  await writeFile(join(folder, 'more/newer.gguf'), '');
  finder.forget();
  expect(await count()).toBe(4);
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
  const choices = await listModels('model', {
    ...{ bundled, servers: [server], found: [], reader: new ModelReader() },
  });
  expect(choices.map(({ label }) => label)).toEqual(['reasoner (demo)', 'org/model']);
  expect(server.description).toBe('on a server: gpu:8000, gpu:8001; what you ask is sent there');
  // A trace tells the name of the model, not where it ran.
  expect(choiceForFile(choices, 'org/model', 'fallback')).toBe(server.path);
  expect(absolutePath(server.path, null)).toBe(server.path);
});
