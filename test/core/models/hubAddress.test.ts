import { expect, test } from 'vitest';
import { hubAddressText, isSafePath, parseHubAddress } from '../../../src/core/models/hubAddress';

const parsed = (typed: string) => {
  const { repository, file, quantization, revision } = parseHubAddress(typed);
  return [repository, file, quantization, revision];
};

test.each([
  ['hf:Qwen/Qwen3-8B-GGUF', ['Qwen/Qwen3-8B-GGUF', null, null, 'main']],
  [' HF:a/b:Q4_K_M ', ['a/b', null, 'Q4_K_M', 'main']],
  ['hf:a/b:Q4_K_M@v2', ['a/b', null, 'Q4_K_M', 'v2']],
  ['hf:a/b@refs/pr/1:Q4_K_M', ['a/b', null, 'Q4_K_M', 'refs/pr/1']],
  ['hf:a/b/sub/m-Q8_0.gguf@0123abc', ['a/b', 'sub/m-Q8_0.gguf', null, '0123abc']],
  ['https://huggingface.co/a/b', ['a/b', null, null, 'main']],
  ['https://huggingface.co/a/b/blob/main/m.gguf?x=1', ['a/b', 'm.gguf', null, 'main']],
  ['https://huggingface.co/a/b/tree/v1', ['a/b', null, null, 'v1']],
])('%s', (typed, expected) => {
  expect(parsed(typed)).toEqual(expected);
});

test.each([
  ['', 'is empty'],
  ['Qwen/Qwen3', 'does not begin with hf:'],
  ['hf:Qwen', 'does not name an owner'],
  ['hf:../etc/passwd.gguf', 'does not name an owner'],
  ['hf:a/b/../../m.gguf', 'names a file that cannot be'],
  ['hf:a/b/readme.md', 'is no .gguf'],
  ['hf:a/b/m.gguf:Q8_0', 'a file and a quantisation'],
  ['hf:a/b@../x', 'a revision that cannot be'],
  ['hf:a/b:Q4 K', 'a quantisation that cannot be'],
  ['hf:a/b:Q4:Q5', 'more than one'],
])('%s is refused', (typed, reason) => {
  expect(() => parseHubAddress(typed)).toThrow(reason);
});

test('an address is written as it is read', () => {
  for (const text of ['hf:a/b', 'hf:a/b:Q8_0', 'hf:a/b/m.gguf@v1'])
    expect(hubAddressText(parseHubAddress(text))).toBe(text);
});

test('paths from outside stay inside', () => {
  for (const path of ['m.gguf', 'sub/m-Q4_K_M (1).gguf']) expect(isSafePath(path)).toBe(true);
  for (const path of ['', '/m', 'a/../m', '.hidden', 'a\\b', 'c:m', 'a//b', 'm. ', 'm\0'])
    expect(isSafePath(path), path).toBe(false);
});
