import { expect, test } from 'vitest';
import { suitedDefaults, suitedPreset } from '../../../src/core/models/suitedPreset';

const model = (tokens: string[], chatTemplate: string | null = null, name: string | null = null) => ({
  ...{ tokens, chatTemplate, name },
});
const CHATML = ['<|im_start|>', '<|im_end|>'];

test.each([
  ['Qwen3, R1 distills, QwQ', model(['<think>', '</think>', ...CHATML]), 'm.gguf', 'think-tags'],
  ['s1 by its name', model(CHATML, '<|im_start|>', 'S1.1 7B'), 'm.gguf', 's1-eval'],
  ['s1 by its file', model(CHATML), 'simplescaling_s1-32B-Q4_K_M.gguf', 's1-eval'],
  ['a child of Qwen2.5 that is no s1', model(CHATML, null, 'Qwen2.5 7B Instruct'), 'm.gguf', 'generic'],
  ['a name with s1 inside a word', model(CHATML, null, 'Atlas10'), 'gpus16.gguf', 'generic'],
  ['s1 in name alone, without its turns', model([]), 's1-32B.gguf', 'generic'],
  [
    'think tokens although it is called s1',
    model(['<think>', '</think>', ...CHATML]),
    's1-x.gguf',
    'think-tags',
  ],
  ['nothing known', model([]), 'm.gguf', 'generic'],
])('%s', (_, facts, file, preset) => {
  expect(suitedPreset(facts, file).preset).toBe(preset);
});

test('other delimiters are those of the vocabulary, then those of the template', () => {
  expect(
    suitedDefaults(suitedPreset(model(['[THINK]', '[/THINK]'], '<reasoning>…</reasoning>'), 'm')),
  ).toEqual({
    preset: 'generic',
    delimiters: { start: '[THINK]\n', end: '[/THINK]' },
  });
  expect(suitedDefaults(suitedPreset(model([], '… <reasoning>…</reasoning>'), 'm'))).toEqual({
    preset: 'generic',
    delimiters: { start: '<reasoning>\n', end: '</reasoning>' },
  });
});

test('tags that are no tokens of the vocabulary are watched as text', () => {
  const { preset, delimiters, isKnown } = suitedPreset(model([], "{{ x.split('</think>')[-1] }}"), 'm.gguf');
  expect([preset, delimiters?.end, isKnown]).toEqual(['generic', '</think>', true]);
});

test('what cannot be known is said', () => {
  const qwen = suitedPreset(model(CHATML, null, 'Qwen2.5 7B'), 'm.gguf');
  expect(qwen.isKnown).toBe(false);
  expect(qwen.reason).toMatch(/does not tell.*s1-eval/);
  expect(suitedPreset(model([]), 'm.gguf').isKnown).toBe(false);
  expect(suitedPreset(model(['<think>', '</think>'], '{{ messages }}'), 'm.gguf').reason).toMatch(
    /does not speak of thinking/,
  );
});
