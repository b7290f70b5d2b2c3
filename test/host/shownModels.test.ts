import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findModels } from '../../src/files/findModels';
import { ModelReader } from '../../src/files/modelReader';
import { shownModels } from '../../src/host/shownModels';
import { ggufFile } from '../support/ggufFile';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-shown-'));
});
afterEach(() => rm(folder, { recursive: true }));
const put = (name: string, content: Buffer | string): Promise<void> => writeFile(join(folder, name), content);
const shown = async (overrides: unknown = {}) =>
  shownModels(await findModels([{ path: folder, origin: 'lmStudio' }]), {
    ...{ reader: new ModelReader(), overrides },
    defaults: { model: join(folder, 'a.gguf'), scorer: 'none' },
  });

test('a model is shown with its preset, and who says so', async () => {
  await put('a.gguf', ggufFile({ tokens: ['<think>', '</think>'] }));
  const [own] = await shown();
  expect(own).toMatchObject({ from: 'LM Studio', role: 'model', isDefault: true, problem: null });
  expect(own?.preset).toEqual({
    ...{ name: 'think-tags', source: 'its vocabulary and template' },
    reason: 'Its vocabulary has <think> and </think>.',
  });
  await put('a.waitpoint.json', '{"preset": "s1-eval", "description": "Adds."}');
  expect((await shown())[0]).toMatchObject({
    description: 'Adds.',
    preset: { source: 'the file beside it' },
  });
  const overrides = { 'a*': { preset: 'generic', delimiters: { start: '', end: '</r>' } } };
  expect((await shown(overrides))[0]).toMatchObject({
    preset: { name: 'generic', source: 'waitpoint.modelDefaults' },
    delimiters: ['', '</r>'],
  });
});

test('what is wrong is told beside what is known', async () => {
  await put('a.gguf', ggufFile());
  await put('a.waitpoint.json', '{');
  await put('b.gguf', 'nothing');
  await put('c-00001-of-00002.gguf', ggufFile());
  const [a, b, c] = await shown({ 'a.gguf': { preset: 's2' } });
  expect(a?.problem).toMatch(/waitpoint\.modelDefaults is not valid for "a\.gguf".*are not JSON/);
  expect(a?.facts).not.toBeNull();
  expect([b?.facts, b?.problem]).toEqual([null, expect.stringContaining('does not begin with')]);
  expect(c?.problem).toBe('Of its 2 files some are missing: c-00002-of-00002.gguf.');
});

test('scorers are told by name; what is no model is left out', async () => {
  await put('math-shepherd-7b.gguf', ggufFile());
  await put('words.gguf', ggufFile({ weights: 0 }));
  const all = await shown();
  expect(all.map(({ label, role, preset }) => [label, role, preset])).toEqual([
    ['math-shepherd-7b', 'scorer', null],
  ]);
});
