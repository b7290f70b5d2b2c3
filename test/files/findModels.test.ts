import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findModels } from '../../src/files/findModels';
import { commandLineDownloads, usualPlaces } from '../../src/files/modelPlaces';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-find-'));
});
afterEach(() => rm(folder, { recursive: true }));
const at = (path: string): string => join(folder, path);
async function put(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), path.endsWith('json') ? '{}' : '');
  }
}
const labels = async (...places: Parameters<typeof findModels>[0]) =>
  (await findModels(places)).map(({ label, origin }) => `${label} (${origin})`);

test('folders are searched all the way down; what is no model is left out', async () => {
  await put('a.gguf', 'x/y/b.GGUF', 'x/mmproj-model-f16.gguf', 'x/ggml-vocab-qwen2.gguf', 'x/readme.md');
  await put('.git/c.gguf', 'node_modules/d.gguf', '1/2/3/4/5/6/7/8/9/deep.gguf');
  expect(await labels({ path: folder, origin: 'settings' })).toEqual(['a (settings)', 'b (settings)']);
});

test('a file is found once, from the first place that has it', async () => {
  await put('lm/owner/m.gguf', 'mine/other.gguf');
  await symlink(at('lm/owner/m.gguf'), at('mine/link.gguf'));
  await symlink(at('mine'), at('lm/loop'));
  await symlink(at('lm'), at('mine/loop'));
  expect(
    await labels({ path: at('mine'), origin: 'settings' }, { path: at('lm'), origin: 'lmStudio' }),
  ).toEqual(['link (settings)', 'other (settings)']);
});

test('the snapshots of the Hugging Face cache are links to blobs', async () => {
  const repository = 'hub/models--Qwen--Qwen3-0.6B-GGUF';
  await put(`${repository}/blobs/0123`);
  for (const snapshot of ['one', 'two']) {
    await mkdir(at(`${repository}/snapshots/${snapshot}`), { recursive: true });
    await symlink('../../blobs/0123', at(`${repository}/snapshots/${snapshot}/Qwen3-0.6B-Q8_0.gguf`));
  }
  expect(await findModels([{ path: at('hub'), origin: 'huggingFace' }])).toEqual([
    {
      path: at(`${repository}/snapshots/one/Qwen3-0.6B-Q8_0.gguf`),
      ...{ origin: 'huggingFace', label: 'Qwen3-0.6B-Q8_0' },
    },
  ]);
});

test('the parts of a model are one, also where the first is missing', async () => {
  await put('m-00001-of-00002.gguf', 'm-00002-of-00002.gguf', 'n-00002-of-00002.gguf');
  expect(await labels({ path: folder, origin: 'settings' })).toEqual([
    'm-00001-of-00002 (settings)',
    'n-00002-of-00002 (settings)',
  ]);
});

test('the manifests of Ollama name its blobs; broken ones are passed over', async () => {
  const digest = 'a'.repeat(64);
  const manifests = 'manifests/registry.ollama.ai/library';
  await put(`blobs/sha256-${digest}`, `${manifests}/qwen3/x.json`, 'manifests/hf.co/Qwen/Q/Q8_0');
  const layers = (of: string) => ({
    layers: [{ mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${of}` }],
  });
  await writeFile(at(`${manifests}/qwen3/8b`), JSON.stringify(layers(digest)));
  await writeFile(at(`${manifests}/qwen3/gone`), JSON.stringify(layers('b'.repeat(64))));
  await writeFile(at(`${manifests}/qwen3/evil`), JSON.stringify(layers('../../../etc/passwd')));
  expect(await findModels([{ path: folder, origin: 'ollama' }])).toEqual([
    { path: at(`blobs/sha256-${digest}`), origin: 'ollama', label: 'qwen3:8b' },
  ]);
});

test('the usual places are those that the programs themselves use', () => {
  const paths = (platform: NodeJS.Platform, environment = {}) =>
    usualPlaces({ environment, home: '/h', platform }).map(({ path }) => path);
  expect(paths('linux')).toEqual([
    ...['/h/.lmstudio/models', '/h/.cache/lm-studio/models', '/h/.cache/huggingface/hub'],
    ...['/h/.cache/llama.cpp', '/h/.ollama/models', '/usr/share/ollama/.ollama/models'],
  ]);
  expect(paths('darwin')).toContain('/h/Library/Caches/llama.cpp');
  expect(paths('win32', { LOCALAPPDATA: '/l' })).toContain('/l/llama.cpp');
  const environment = { HF_HOME: '/hf', LLAMA_CACHE: '/lc', OLLAMA_MODELS: '/o' };
  expect(paths('linux', environment)).toEqual(expect.arrayContaining(['/hf/hub', '/lc', '/o']));
  expect(paths('linux', { ...environment, HF_HUB_CACHE: '/hub' })).toContain('/hub');
  expect(commandLineDownloads({ environment: {}, home: '/h' })).toBe('/h/.waitpoint/models');
  expect(commandLineDownloads({ environment: { WAITPOINT_MODELS: '/w' }, home: '/h' })).toBe('/w');
});

test('places that are not there are no fault', async () => {
  expect(
    await labels({ path: at('nowhere'), origin: 'lmStudio' }, { path: at('no'), origin: 'ollama' }),
  ).toEqual([]);
});
