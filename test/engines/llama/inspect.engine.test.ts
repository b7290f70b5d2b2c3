import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { totalmem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineProcess } from '../../../src/engines/llama/client';
import { REASONER, startEngine } from '../../support/engine';
import { gguf, ggufText, LLAMA, numberValue, u32, u64 } from '../../support/gguf';

let process: EngineProcess;
let folder: string;

beforeAll(async () => {
  process = startEngine();
  folder = await mkdtemp(join(tmpdir(), 'waitpoint-inspect-'));
});
afterAll(async () => {
  await process.dispose();
  await rm(folder, { recursive: true });
});

describe('what a model would take', () => {
  it('is its weights and a cache that grows with the context', async () => {
    const [small, large] = await Promise.all(
      [256, 512].map((context) => process.inspect(REASONER, 'off', context)),
    );
    expect(small).toMatchObject({ contextSize: 256, isSupported: true, gpu: null });
    expect(small?.memory.total).toBe(totalmem());
    // 1.67 million weights of a byte each; all of it is no more than the file of 1.8 MB and some tens of MB for batches.
    expect(small?.onCpu).toBeGreaterThan(1_670_880);
    expect(small?.onCpu).toBeLessThan(200_000_000);
    expect((large?.onCpu ?? 0) - (small?.onCpu ?? 0)).toBeGreaterThan(0);
  });

  it('is told for no more context than the model was trained for', async () => {
    const { contextSize } = await process.inspect(REASONER, 'off', 1_000_000);
    const info = (await process.load({ path: REASONER, gpu: 'off', threads: 1 })).info;
    expect(contextSize).toBe(info.trainContextSize);
  });

  it.each([
    ['tensors without end', gguf([LLAMA], { tensors: 2n ** 62n }), /more than 2⁵³ tensors/],
    ['blocks without end', gguf([LLAMA, numberValue('llama.block_count', 4e9)]), /block_count of 4000000000/],
    [
      'a list without end',
      gguf([LLAMA, Buffer.concat([ggufText('x'), u32(9), u32(8), u64(2n ** 60n)])]),
      /values in "x"/,
    ],
  ])('is refused of a head with %s, at once', async (name, bytes, message) => {
    const path = join(folder, `${name.replaceAll(' ', '-')}.gguf`);
    await writeFile(path, bytes);
    const begun = performance.now();
    await expect(process.inspect(path, 'off', 1024)).rejects.toMatchObject({
      code: 'modelInvalid',
      message: expect.stringMatching(message) as string,
    });
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
