import { fileURLToPath } from 'node:url';
import { InsufficientMemoryError, type Llama, type LlamaModel, type LlamaModelOptions } from 'node-llama-cpp';
import { describe, expect, it } from 'vitest';
import type { ModelInfo } from '../../../src/core/engine';
import { loadOnDevice, type WantedCompute } from '../../../src/engines/llama/worker/compute';
import { LlamaEngine } from '../../../src/engines/llama/worker/llamaEngine';

const PATH = fileURLToPath(new URL('../../../models/reasoner.gguf', import.meta.url));
const LAYERS = 33;

interface Memory {
  /** The most layers with which the weights load. */
  readonly weights?: number;
  /** The most layers with which a context can be made; -1: never. */
  context?: number;
  /** What llama.cpp throws of either. */
  readonly error?: Error;
}

/** A GPU of 8 GB of which 1 GB is free, with the native calls faked; `loads` is what was asked of it. */
function fakeLlama(memory: Memory) {
  const { weights = LAYERS, error = new InsufficientMemoryError() } = memory;
  const mostBeside = (): number => memory.context ?? LAYERS;
  const loads: unknown[] = [];
  const disposed: number[] = [];
  const layersOf = (wanted: LlamaModelOptions['gpuLayers']): number => {
    if (typeof wanted === 'number') return wanted;
    return Math.min(typeof wanted === 'object' ? (wanted.max ?? LAYERS) : LAYERS, Math.max(0, mostBeside()));
  };
  const modelOf = (gpuLayers: number): LlamaModel =>
    ({
      gpuLayers,
      memoryUsage: { ram: 2e8, vram: 1e8 * gpuLayers },
      fileInsights: {
        totalLayers: LAYERS,
        estimateContextResourceRequirementsV2: async () => ({ cpuRam: 5e7, gpuVram: 2e9 }),
      },
      createContext: async () => {
        if (gpuLayers > mostBeside()) throw error;
        return { contextSize: 512, batchSize: 64, memoryUsage: { ram: 1e6, vram: 2e6 } };
      },
      dispose: async () => void disposed.push(gpuLayers),
    }) as unknown as LlamaModel;
  const llama = {
    gpu: 'cuda',
    getVramState: async () => ({ free: 1e9, total: 8e9 }),
    getGpuDeviceNames: async () => ['H200'],
    loadModel: async ({ gpuLayers }: LlamaModelOptions) => {
      loads.push(gpuLayers);
      const layers = gpuLayers === 'auto' ? LAYERS : layersOf(gpuLayers);
      if (layers > weights) throw error;
      return modelOf(layers);
    },
  } as unknown as Llama;
  return { llama, loads, disposed, modelOf };
}

function engineOn(
  fake: ReturnType<typeof fakeLlama>,
  compute: Partial<WantedCompute>,
  logged = '',
): LlamaEngine {
  return new LlamaEngine(
    fake.llama,
    fake.modelOf(LAYERS),
    {} as ModelInfo,
    1,
    {
      ...{
        path: PATH,
        threads: 1,
        leastContext: 0,
        vocabularyOnly: false,
        compute: { wantedGpu: 'cuda', ...compute },
      },
      ...{ log: () => {}, onProgress: () => {}, recentErrors: () => logged, chosenAttention: () => 'on' },
    },
    null,
  );
}

/** The fake context has no native calls: a sequence on it is refused after it was made. */
const opened = async (engine: LlamaEngine): Promise<void> => {
  await expect(engine.openSequence(512)).rejects.toThrow(/This node-llama-cpp has no/);
};

describe('weights that memory does not hold', () => {
  it('go to the processor where the engine chose the layers', async () => {
    const { llama, loads } = fakeLlama({ weights: 0 });
    const { model, fallback } = await loadOnDevice(llama, { modelPath: PATH }, {}, () => '');
    expect([loads, model.gpuLayers]).toEqual([['auto', 0], 0]);
    expect(fallback).toBe(
      'The layers chosen do not fit into the memory of the GPU: the processor evaluates all.',
    );
  });

  it('are refused with numbers where the processor cannot hold them either', async () => {
    const { llama } = fakeLlama({ weights: -1 });
    await expect(loadOnDevice(llama, { modelPath: PATH }, { gpuLayers: 0 }, () => '')).rejects.toThrow(
      /No memory for the weights of reasoner\.gguf: [\d.]+ MB are needed, .* of memory are free, and 1\.00 GB of 8\.00 GB on the GPU/,
    );
  });

  it('are known by the log where the call says nothing, and other failures are none', async () => {
    const silent = fakeLlama({ weights: 0, error: new Error('Failed to load model') }).llama;
    const load = (logged: string) => loadOnDevice(silent, { modelPath: PATH }, {}, () => logged);
    expect((await load('ggml_cuda: cudaMalloc failed: out of memory')).model.gpuLayers).toBe(0);
    await expect(load('unknown architecture')).rejects.toThrow(/^unknown architecture$/);
  });
});

describe('a context that memory does not hold', () => {
  it('is made beside fewer layers where the engine chose them, and that is told', async () => {
    const fake = fakeLlama({ context: 20 });
    const engine = engineOn(fake, {});
    await opened(engine);
    expect(fake.loads).toEqual([{ max: 32, fitContext: { contextSize: 512 } }]);
    expect(fake.disposed).toEqual([33]);
    const { compute, notes } = await engine.use();
    expect(compute).toMatchObject({
      device: 'CUDA: H200 (20 of 33 layers)',
      context: { ram: 1e6, vram: 2e6 },
      flashAttention: 'on',
    });
    expect(notes).toEqual([
      'A context of 512 tokens does not fit into the memory of the GPU beside 33 layers: 20 are there, the processor has the rest.',
    ]);
  });

  it('is told by numbers too: needed is more than is free, whatever the call says', async () => {
    const fake = fakeLlama({ context: 0, error: new Error('Failed to create context') });
    const engine = engineOn(fake, {});
    await opened(engine);
    expect((await engine.use()).compute.device).toBe('CPU (1 thread)');
  });

  it('is refused with numbers where the layers were given, or where nothing helps', async () => {
    const expected =
      /^No memory for a context of 512 tokens: 50\.0 MB \+ 2\.00 GB on the GPU are needed, .*1\.00 GB of 8\.00 GB on the GPU\. Lower the maximum of thinking tokens, put fewer layers on the GPU, or take a smaller KV cache/;
    const given = fakeLlama({ context: 20 });
    await expect(engineOn(given, { gpuLayers: LAYERS }).openSequence(512)).rejects.toThrow(expected);
    expect(given.loads).toEqual([]);
    await expect(engineOn(fakeLlama({ context: -1 }), {}).openSequence(512)).rejects.toThrow(
      /No memory for a context of 512 tokens/,
    );
  });

  it('stays where another path is open on the model: nobody loses a context', async () => {
    const memory: Memory = { context: LAYERS };
    const fake = fakeLlama(memory);
    const engine = engineOn(fake, {});
    await opened(engine);
    memory.context = 20;
    await expect(engine.openSequence(1024)).rejects.toThrow(/No memory for a context of 1024 tokens/);
    expect([fake.loads, fake.disposed]).toEqual([[], []]);
  });
});
