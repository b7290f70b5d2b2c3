/** What a model is to be evaluated by, and what really evaluates it. */
import type { Llama, LlamaModel, LlamaContextOptions, LlamaModelOptions } from 'node-llama-cpp';
import { errors, messageOf } from '../../../core/errors';
import type { ModelIdentity } from '../../../core/trace/trace';
import { MOST_GPU_LAYERS, type ComputeSettings, type GpuChoice } from '../../../protocol/engineProcess';

export type Compute = Pick<ComputeSettings, 'gpuLayers' | 'flashAttention' | 'kvCache'>;

export interface WantedCompute extends Compute {
  readonly wantedGpu: GpuChoice;
}

const BACKENDS = { cuda: 'CUDA', vulkan: 'Vulkan', metal: 'Metal' } as const;
const KV_TYPES = { q8_0: 'Q8_0', q4_0: 'Q4_0' } as const;

/** @throws WaitpointError `badInput` for what does not go together */
export function checkCompute({
  gpuLayers = 'auto',
  flashAttention = 'auto',
  kvCache = 'f16',
}: Compute): void {
  const isCount =
    Number.isInteger(gpuLayers) && Number(gpuLayers) >= 0 && Number(gpuLayers) <= MOST_GPU_LAYERS;
  if (gpuLayers !== 'auto' && !isCount)
    throw errors.badInput(`GPU layers are ${gpuLayers}, but must be "auto" or 0 to ${MOST_GPU_LAYERS}.`);
  if (kvCache !== 'f16' && flashAttention === 'off')
    throw errors.badInput(
      `A KV cache of ${kvCache} needs flash attention, which is off. Set flash attention to "auto" or "on", or the KV cache to "f16".`,
    );
}

export function contextOptions({ flashAttention = 'auto', kvCache = 'f16' }: Compute): LlamaContextOptions {
  if (kvCache !== 'f16') {
    const type = KV_TYPES[kvCache];
    return { flashAttention: true, experimentalKvCacheKeyType: type, experimentalKvCacheValueType: type };
  }
  return { flashAttention: flashAttention === 'auto' ? 'auto' : flashAttention === 'on' };
}

/** What of the settings changes the numbers of a model, for the trace; undefined: nothing. */
export function numericsOf({ flashAttention = 'auto', kvCache = 'f16' }: Compute): ModelIdentity['numerics'] {
  if (flashAttention === 'auto' && kvCache === 'f16') return undefined;
  return { kvCache, flashAttention: kvCache === 'f16' ? flashAttention : 'on' };
}

/**
 * Loads a model with the layers asked for on the GPU, or with as many as fit.
 * @returns the model, and what is other than asked for
 */
export async function loadOnDevice(
  llama: Llama,
  options: LlamaModelOptions,
  { gpuLayers = 'auto' }: Compute,
): Promise<{ model: LlamaModel; fallback: string | null }> {
  try {
    return { model: await llama.loadModel({ ...options, gpuLayers }), fallback: null };
  } catch (error) {
    if (gpuLayers === 'auto' || gpuLayers === 0 || !isOutOfMemory(error)) throw error;
    const model = await llama.loadModel({ ...options, gpuLayers: { max: gpuLayers } });
    const fallback = `${gpuLayers} layers do not fit into the memory of the GPU: ${model.gpuLayers} are there, the processor has the rest.`;
    return { model, fallback };
  }
}

export function isOutOfMemory(error: unknown): boolean {
  return /insufficient|not enough|out of memory|too large for|failed to allocate/i.test(messageOf(error));
}

/** "Vulkan: llvmpipe (6 of 6 layers)", "CPU (2 threads)": what really evaluates. */
export async function deviceOf(llama: Llama, model: LlamaModel, threads: number): Promise<string> {
  const names = await deviceNames(llama);
  if (llama.gpu === false || names.length === 0 || model.gpuLayers === 0)
    return `CPU (${threads} ${threads === 1 ? 'thread' : 'threads'})`;
  const layers = `${model.gpuLayers} of ${model.fileInsights.totalLayers} layers`;
  return `${BACKENDS[llama.gpu]}: ${names.join(', ')} (${layers})`;
}

/** What the model takes, behind what is other than asked for, of which there are `notes` lines. */
export async function useOf(
  llama: Llama,
  model: LlamaModel,
  { wantedGpu, flashAttention = 'auto', kvCache = 'f16' }: WantedCompute,
  fallback: string | null,
): Promise<{ use: string[]; notes: number }> {
  const use = fallback === null ? [] : [fallback];
  if (wantedGpu !== 'off' && wantedGpu !== 'auto' && (await deviceNames(llama)).length === 0)
    use.push(
      `${BACKENDS[wantedGpu]} was asked for and has no device here, so the processor evaluates` +
        (wantedGpu === 'vulkan'
          ? ' (software devices are left out unless GGML_VK_VISIBLE_DEVICES names them).'
          : '.'),
    );
  const notes = use.length;
  const { ram, vram } = model.memoryUsage;
  use.push(`Weights: ${inWords(ram)} of memory, ${inWords(vram)} of the GPU’s`);
  const attention = kvCache === 'f16' ? flashAttention : 'on';
  use.push(`KV cache: ${kvCache} · flash attention: ${attention}`);
  return { use, notes };
}

/** Memory that is free on the GPU, for an error; empty where there is none. */
export async function freeGpuMemory(llama: Llama): Promise<string> {
  const { free, total } = await llama.getVramState();
  return total === 0 ? '' : ` The GPU has ${inWords(free)} free, of ${inWords(total)}.`;
}

export function inWords(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`;
}

async function deviceNames(llama: Llama): Promise<string[]> {
  return llama.gpu === false ? [] : llama.getGpuDeviceNames();
}
