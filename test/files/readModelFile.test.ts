import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ModelReader } from '../../src/files/modelReader';
import { mustBeWhole, readModelFile } from '../../src/files/readModelFile';
import { ggufFile } from '../support/ggufFile';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-model-'));
});
afterEach(() => rm(folder, { recursive: true }));
const put = (name: string, bytes: Buffer | string): Promise<void> => writeFile(join(folder, name), bytes);
const part = (number: number, name = 'm'): string => `${name}-0000${number}-of-00003.gguf`;

test('a file says what its model is', async () => {
  const bytes = ggufFile({
    ...{ name: 'Qwen3 0.6B', architecture: 'qwen3', context: 40_960, fileType: 15, weights: 128 },
    ...{ tokens: ['a', '<think>', '</think>'], template: '{{ messages }}' },
  });
  await put('m.gguf', bytes);
  expect(await readModelFile(join(folder, 'm.gguf'))).toEqual({
    path: join(folder, 'm.gguf'),
    ...{ sizeBytes: bytes.length, parts: 1, missing: [] },
    facts: {
      ...{ kind: 'model', name: 'Qwen3 0.6B', baseModel: null, architecture: 'qwen3', parameterCount: 128 },
      ...{ quantization: 'Q4_K_M', trainContext: 40_960, vocabularySize: 3, chatTemplate: '{{ messages }}' },
      ...{ license: null, tokens: ['<think>', '</think>'] },
    },
  });
});

test.each([
  ['vocabulary', { weights: 0 }],
  ['projector', { architecture: 'clip' }],
  ['projector', { type: 'mmproj' }],
  ['adapter', { type: 'adapter' }],
  ['embedding', { architecture: 'bert' }],
])('%s is no model', async (kind, made) => {
  await put('m.gguf', ggufFile(made));
  expect((await readModelFile(join(folder, 'm.gguf'))).facts.kind).toBe(kind);
});

test('parts count together, and missing ones are named', async () => {
  await put(part(1), ggufFile({ weights: 64 }));
  await put(part(3), ggufFile({ weights: 32 }));
  // Whichever part is asked for.
  const found = await readModelFile(join(folder, part(3)));
  expect(found).toMatchObject({ path: join(folder, part(1)), parts: 3, missing: [part(2)] });
  expect(found.facts.parameterCount).toBe(96);
  expect(() => mustBeWhole(found)).toThrow(
    /is split into 3 files, and one is missing: "m-00002-of-00003\.gguf". Put all of them in one folder/,
  );
  await put(part(2), ggufFile({ weights: 16 }));
  expect(await readModelFile(join(folder, part(1)))).toMatchObject({ missing: [] });
});

test('a split model without its first part cannot be read', async () => {
  await put(part(2), ggufFile());
  await expect(readModelFile(join(folder, part(2)))).rejects.toThrow(
    /2 are missing: "m-00001-of-00003\.gguf, m-00003-of-00003\.gguf"/,
  );
});

test('what is no model says why', async () => {
  await put('text.gguf', 'Not Found');
  await expect(readModelFile(join(folder, 'text.gguf'))).rejects.toThrow(
    /text\.gguf" is not a usable GGUF model: it does not begin with "GGUF"/,
  );
  await put('cut.gguf', ggufFile().subarray(0, 100));
  await expect(readModelFile(join(folder, 'cut.gguf'))).rejects.toThrow(/it is cut off/);
  await mkdir(join(folder, 'folder.gguf'));
  await expect(readModelFile(join(folder, 'folder.gguf'))).rejects.toThrow(/it is not a file/);
  await expect(readModelFile(join(folder, 'gone.gguf'))).rejects.toThrow(/No model file at/);
});

test('a reader reads a file again once it changed, and says of each that cannot be read why', async () => {
  const reader = new ModelReader();
  const path = join(folder, 'm.gguf');
  await put('m.gguf', ggufFile({ name: 'one' }));
  expect(await reader.read(path)).toBe(await reader.read(path));
  await put('m.gguf', ggufFile({ name: 'another' }));
  expect((await reader.read(path)).facts.name).toBe('another');
  await put('bad.gguf', 'x');
  const [good, bad] = await reader.readAll([path, join(folder, 'bad.gguf')]);
  expect(good?.file?.facts.name).toBe('another');
  expect(bad?.problem).toMatch(/does not begin/);
});
