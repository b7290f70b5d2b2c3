import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseModels } from '../../src/cli/models';

let folder: string;
const file = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-models-'));
  for (const name of ['reasoner.gguf', 'scorer.gguf', 'other.gguf']) writeFileSync(file(name), '');
  writeFileSync(file('reasoner.waitpoint.json'), '{"preset": "think-tags", "segmentation": {"by": "line"}}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the bundled models are taken when none is named, with the defaults beside them', async () => {
  const { model, scorer } = await chooseModels({}, folder);
  expect(model).toEqual({
    path: file('reasoner.gguf'),
    defaults: { preset: 'think-tags', segmentation: { by: 'line' } },
  });
  expect(scorer).toEqual({ path: file('scorer.gguf'), defaults: {} });
});

test('the bundled scorer scores no other model unless it is named', async () => {
  expect((await chooseModels({ model: file('other.gguf') }, folder)).scorer).toBeNull();
  const named = await chooseModels({ model: file('other.gguf'), scorer: file('scorer.gguf') }, folder);
  expect(named.scorer?.path).toBe(file('scorer.gguf'));
  expect((await chooseModels({ model: file('reasoner.gguf') }, folder)).scorer?.path).toBe(
    file('scorer.gguf'),
  );
});

test('--scorer none scores nothing', async () => {
  expect((await chooseModels({ scorer: 'none' }, folder)).scorer).toBeNull();
});

test('a model that is not there, or no file, is said before anything is loaded', async () => {
  await expect(chooseModels({ model: file('no.gguf') }, folder)).rejects.toThrow(
    /No model file at .*no\.gguf/,
  );
  await expect(chooseModels({ scorer: file('no.gguf') }, folder)).rejects.toThrow(
    /No model file at .*no\.gguf/,
  );
  await expect(chooseModels({ model: '' }, folder)).rejects.toThrow('--model is empty');
  mkdirSync(file('folder.gguf'));
  await expect(chooseModels({ model: file('folder.gguf') }, folder)).rejects.toThrow(/it is not a file/);
});

test('defaults that do not parse are named with the field that is wrong', async () => {
  writeFileSync(file('other.waitpoint.json'), '{"preset": "s2"}');
  await expect(chooseModels({ model: file('other.gguf') }, folder)).rejects.toThrow(
    /other\.waitpoint\.json" are not valid: preset: /,
  );
  writeFileSync(file('other.waitpoint.json'), '{');
  await expect(chooseModels({ model: file('other.gguf') }, folder)).rejects.toThrow(/are not JSON/);
});
