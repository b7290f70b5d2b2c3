import { copyFile, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPrompt } from '../../../src/core/decode/prompt';
import type { EngineProcess } from '../../../src/engines/llama/client';
import { load, REASONER, startEngine } from '../../support/engine';
import { gguf, ggufText, LLAMA, numberValue, textValue, u32, u64 } from '../../support/gguf';

let process: EngineProcess;
let folder: string;

beforeAll(async () => {
  process = startEngine();
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-hostile-'));
});
afterAll(async () => {
  await process.dispose();
  await rm(folder, { recursive: true });
});

const loading = async (name: string, bytes: Buffer): Promise<unknown> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return load(process, path);
};

describe('a model file that lies', () => {
  const list = (inside: number, count: number | bigint, ...more: Buffer[]): Buffer =>
    Buffer.concat([ggufText('x'), u32(9), u32(inside), u64(count), ...more]);
  const deep = Buffer.concat([
    ggufText('x'),
    u32(9),
    ...Array.from({ length: 50_000 }, () => Buffer.concat([u32(9), u64(1)])),
  ]);

  it.each([
    ['tensors without end', gguf([LLAMA], { tensors: 2n ** 62n }), /says that it has more than 2⁵³ tensors/],
    [
      'values without end',
      gguf([LLAMA], { values: 2n ** 62n }),
      /says that it has more than 2⁵³ metadata values/,
    ],
    ['a list without end', gguf([list(8, 2n ** 60n)]), /says that it has more than 2⁵³ values in "x"/],
    ['a list of 8 GB in 100 bytes', gguf([list(0, 2n ** 33n)]), /says that it has 8589934592 values in "x"/],
    [
      'a text without end',
      gguf([Buffer.concat([ggufText('general.architecture'), u32(8), ggufText('llama', 2n ** 60n)])]),
      /is cut off/,
    ],
    ['a name without end', gguf([ggufText('a long name', 2n ** 40n)]), /has a key of 1099511627776 bytes/],
    ['lists in lists', gguf([deep]), /has an array of type 9/],
    ['an unknown type', gguf([Buffer.concat([ggufText('x'), u32(77), u64(0)])]), /type 77/],
    ['an unknown version', gguf([LLAMA], { version: 99 }), /version 99 of the format/],
    ['no architecture', gguf([textValue('general.name', 'nobody')]), /does not say its architecture/],
    [
      'blocks without end',
      gguf([LLAMA, numberValue('llama.block_count', 4e9)]),
      /llama\.block_count of 4000000000/,
    ],
    ['nothing after its first bytes', Buffer.from('GGUF'), /is cut off: it ends in the middle of its head/],
    ['no tensors', gguf([LLAMA, numberValue('llama.block_count', 1)]), /could not load it/],
  ])('with %s is refused, in plain words', async (name, bytes, message) => {
    const begun = performance.now();
    await expect(loading(`${name.replaceAll(' ', '-')}.gguf`, bytes)).rejects.toMatchObject({
      code: 'modelInvalid',
      message: expect.stringMatching(message) as string,
    });
    // Nothing is counted to its end.
    expect(performance.now() - begun).toBeLessThan(30_000);
  });

  it('leaves the process as good as before', async () => {
    const engine = await load(process, REASONER);
    expect((await buildPrompt(engine, 'What is 1+1?', '')).ids.length).toBeGreaterThan(4);
    await engine.dispose();
  });
});

describe('a split model', () => {
  it('names the part that is missing, and the first where another is chosen', async () => {
    const part = (number: number): string => join(folder, `split-0000${number}-of-00003.gguf`);
    for (const number of [1, 3]) await copyFile(REASONER, part(number));
    await expect(load(process, part(1))).rejects.toThrow(/No model file at .*split-00002-of-00003\.gguf/);
    await expect(load(process, part(3))).rejects.toThrow(
      'it is part 3 of 3; name the first, "split-00001-of-00003.gguf"',
    );
    await writeFile(part(2), 'half a download');
    await expect(load(process, part(1))).rejects.toThrow(
      /split-00002-of-00003\.gguf.*does not begin with "GGUF"/,
    );
  });
});

describe('a file that is still being written', () => {
  it('is refused when it changed while it was loaded', async () => {
    const path = join(folder, 'growing.gguf');
    await writeFile(path, await readFile(REASONER));
    let settled = false;
    const loaded = process.load({ path, gpu: 'off', threads: 1 }).finally(() => (settled = true));
    const refused = expect(loaded.then(() => 'loaded')).rejects.toThrow(
      /changed while it was loaded, as if it were still being written/,
    );
    for (let second = 1; !settled; second++) await utimes(path, second, second);
    await refused;
    // Left alone it is a model like any other.
    await (await process.load({ path, gpu: 'off', threads: 1 })).dispose();
  });
});
