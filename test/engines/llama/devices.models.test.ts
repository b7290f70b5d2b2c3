import { afterEach, describe, expect, inject, it } from 'vitest';
import type { EngineProcess, RemoteEngine } from '../../../src/engines/llama/client';
import type { LoadOptions } from '../../../src/protocol/engineProcess';
import { goOn } from '../../foreignModels/models';
import { REASONER, startEngine } from '../../support/engine';

const noVulkan = inject('noVulkan');
const PROMPT = 'What is 12*3 + 4?\n<think>\n';
const VISIBLE = 'GGML_VK_VISIBLE_DEVICES';

let started: EngineProcess | null = null;
afterEach(async () => {
  delete process.env[VISIBLE];
  await started?.dispose();
});

/** In a process of its own, which takes over what this one's environment says of devices. */
function loading(options: Partial<LoadOptions>, visible?: string): Promise<RemoteEngine> {
  if (visible !== undefined) process.env[VISIBLE] = visible;
  started = startEngine();
  return started.load({ path: REASONER, gpu: 'off', threads: 1, ...options });
}

const idsOf = async (engine: RemoteEngine, count: number): Promise<number[]> =>
  (await goOn(engine, PROMPT, count)).flatMap(({ id }) => id);

describe.skipIf(noVulkan !== null)('Vulkan, by Mesa’s software driver', () => {
  it('says the same tokens as the processor, with all layers or some on its device', async () => {
    const expected = await idsOf(await loading({}), 10);
    await started?.dispose();
    const engine = await loading({ gpu: 'vulkan' }, '0');
    expect(engine.device).toMatch(/^Vulkan: llvmpipe .* \(6 of 6 layers\)$/);
    expect(engine.use.join('\n')).toMatch(/Weights: \S+ [KM]B \+ [1-9]\S* [KM]B on the GPU/);
    expect(await idsOf(engine, 10)).toEqual(expected);
    await engine.dispose();
    const some = await started?.load({ path: REASONER, gpu: 'vulkan', threads: 1, gpuLayers: 2 });
    expect(some?.device).toMatch(/\(2 of 6 layers\)$/);
  });

  it('is honest where its only device is left out', async () => {
    const engine = await loading({ gpu: 'vulkan' });
    expect(engine.device).toBe('CPU (1 thread)');
    expect(engine.use[0]).toMatch(/Vulkan was asked for and has no device here, so the processor evaluates/);
  });
});

describe('settings of the engine', () => {
  it('take a quantised KV cache, and the trace’s model says so', async () => {
    const engine = await loading({ kvCache: 'q8_0' });
    expect(engine.info.identity.numerics).toEqual({ kvCache: 'q8_0', flashAttention: 'on' });
    expect(engine.use.join('\n')).toContain('KV cache: q8_0 · flash attention: on');
    expect(await idsOf(engine, 10)).toHaveLength(10);
    await started?.dispose();
    expect((await loading({})).info.identity).not.toHaveProperty('numerics');
  });

  it('are refused where they do not go together, or are out of range', async () => {
    await expect(loading({ kvCache: 'q4_0', flashAttention: 'off' })).rejects.toThrow(
      /KV cache of q4_0 needs flash attention, which is off/,
    );
    await expect(loading({ gpuLayers: -1 })).rejects.toThrow(/must be "auto" or 0 to 1000/);
  });
});
