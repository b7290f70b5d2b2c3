import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseModels } from '../../src/cli/models';
import { ggufFile } from '../support/ggufFile';

let folder: string;
const file = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitpoint-models-'));
  for (const name of ['reasoner.gguf', 'scorer.gguf', 'other.gguf'])
    writeFileSync(file(name), ggufFile({ tokens: ['<think>', '</think>'] }));
  writeFileSync(file('reasoner.waitpoint.json'), '{"preset": "think-tags", "segmentation": {"by": "line"}}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the bundled models are taken when none is named, with the defaults beside them', async () => {
  const { model, scorer } = await chooseModels({}, folder);
  expect(model).toEqual({
    path: file('reasoner.gguf'),
    defaults: { preset: 'think-tags', segmentation: { by: 'line' } },
    presetNote: null,
    tokenizer: null,
  });
  expect(scorer?.path).toBe(file('scorer.gguf'));
});

test("a model's own tokens and template stand below the defaults beside it", async () => {
  writeFileSync(file('other.gguf'), ggufFile({ template: '<reasoning>…</reasoning>' }));
  expect((await chooseModels({ model: file('other.gguf') }, folder)).model).toMatchObject({
    defaults: { preset: 'generic', delimiters: { start: '<reasoning>\n', end: '</reasoning>' } },
    presetNote: null,
  });
  writeFileSync(file('other.waitpoint.json'), '{"preset": "s1-eval", "budget": {"waits": 2}}');
  const { defaults } = (await chooseModels({ model: file('other.gguf') }, folder)).model;
  expect(defaults).toMatchObject({ preset: 's1-eval', budget: { waits: 2 } });
});

test('a model whose file tells no preset is said to be a guess', async () => {
  writeFileSync(file('other.gguf'), ggufFile());
  const { model } = await chooseModels({ model: file('other.gguf') }, folder);
  expect(model.presetNote).toMatch(/does not tell how it marks its thinking/);
  writeFileSync(file('other.waitpoint.json'), '{"preset": "generic"}');
  expect((await chooseModels({ model: file('other.gguf') }, folder)).model.presetNote).toBeNull();
});

test('a split model with a missing part is refused with the name of the part', async () => {
  writeFileSync(file('m-00001-of-00002.gguf'), ggufFile());
  await expect(chooseModels({ model: file('m-00001-of-00002.gguf') }, folder)).rejects.toThrow(
    /one is missing: "m-00002-of-00002\.gguf"/,
  );
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

test('a server may have its tokenizer in a file, which tells template and delimiters', async () => {
  const model = 'http://127.0.0.1:8080';
  writeFileSync(file('other.gguf'), ggufFile({ template: '<reasoning>…</reasoning>' }));
  const named = await chooseModels({ model, tokenizer: file('other.gguf') }, folder);
  expect(named.model).toEqual({
    path: model,
    tokenizer: file('other.gguf'),
    defaults: { preset: 'generic', delimiters: { start: '<reasoning>\n', end: '</reasoning>' } },
    presetNote: null,
  });
  expect((await chooseModels({ model }, folder)).model.tokenizer).toBeNull();
  const scored = { model, scorer: 'http://127.0.0.1:8081', scorerTokenizer: file('scorer.gguf') };
  expect((await chooseModels(scored, folder)).scorer?.tokenizer).toBe(file('scorer.gguf'));
});

test('a tokenizer beside a model file, or none that can be read, is refused', async () => {
  const model = 'http://127.0.0.1:8080';
  await expect(chooseModels({ tokenizer: file('other.gguf') }, folder)).rejects.toThrow(
    /--tokenizer names the tokenizer of a model on a server, and --model is no address/,
  );
  await expect(chooseModels({ model, scorerTokenizer: file('scorer.gguf') }, folder)).rejects.toThrow(
    /--scorer is no address/,
  );
  await expect(chooseModels({ model, tokenizer: model }, folder)).rejects.toThrow(
    /--tokenizer needs the path/,
  );
  await expect(chooseModels({ model, tokenizer: file('none.gguf') }, folder)).rejects.toThrow(
    /No model file at/,
  );
});
