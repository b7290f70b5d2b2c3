/** What a model is to be evaluated by, and what really evaluates it. */
import { stat } from 'node:fs/promises';
import { freemem } from 'node:os';
import { basename } from 'node:path';
import {
  InsufficientMemoryError,
  type Llama,
  type LlamaContextOptions,
  type LlamaModel,
  type LlamaModelOptions,
} from 'node-llama-cpp';
import { errors, messageOf } from '../../../core/errors';
import { memoryText } from '../../../core/models/computeText';
import { sizeText } from '../../../core/models/sizeText';
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
 * @param logged what llama.cpp logged as errors since the last call
 * @returns the model, and what is other than asked for
 * @throws WaitpointError `engineFailed` where memory does not hold it
 */
export async function loadOnDevice(
  llama: Llama,
  options: LlamaModelOptions,
  { gpuLayers = 'auto' }: Compute,
  logged: () => string,
): Promise<{ model: LlamaModel; fallback: string | null }> {
  try {
    return { model: await llama.loadModel({ ...options, gpuLayers }), fallback: null };
  } catch (error) {
    const reason = logged() || messageOf(error);
    if (!isOutOfMemory(error, reason)) throw new Error(reason, { cause: error });
    const failed = await noMemoryForWeights(llama, options.modelPath, reason);
    if (llama.gpu === false || gpuLayers === 0) throw failed;
    // What fits was reckoned beforehand; another program may have taken the memory since.
    const fewer = gpuLayers === 'auto' ? 0 : { max: gpuLayers };
    const model = await llama.loadModel({ ...options, gpuLayers: fewer }).catch(() => Promise.reject(failed));
    const asked = gpuLayers === 'auto' ? 'The layers chosen' : `${gpuLayers} layers`;
    return { model, fallback: `${asked} do not fit into the memory of the GPU: ${layersText(model)}` };
  }
}

/** "8 are there, the processor has the rest." */
export function layersText({ gpuLayers }: LlamaModel): string {
  return gpuLayers === 0
    ? 'the processor evaluates all.'
    : `${gpuLayers} are there, the processor has the rest.`;
}

/**
 * Whether memory was too small. node-llama-cpp has a class for what it reckons beforehand; of an allocation that fails,
 * llama.cpp tells only in its log.
 */
export function isOutOfMemory(error: unknown, logged: string): boolean {
  return (
    error instanceof InsufficientMemoryError ||
    /out of memory|(failed|unable) to allocate|cannot allocate memory|bad_alloc/i.test(logged)
  );
}

async function noMemoryForWeights(llama: Llama, path: string, reason: string): Promise<Error> {
  const { size } = await stat(path);
  return errors.engineFailed(
    `No memory for the weights of ${basename(path)}: ${memoryText({ ram: size, vram: 0 })} are needed, ` +
      `${await freeMemory(llama)} (${reason}). Take a smaller model or quantisation, or end other programs.`,
  );
}

/** "1.2 GB of memory are free, and 300 MB of 8.0 GB on the GPU": for an error. */
export async function freeMemory(llama: Llama): Promise<string> {
  const { free, total } = await llama.getVramState();
  const gpu = total === 0 ? '' : `, and ${sizeText(free)} of ${sizeText(total)} on the GPU`;
  return `${sizeText(freemem())} of memory are free${gpu}`;
}

/** "Vulkan: llvmpipe (6 of 6 layers)", "CPU (2 threads)": what really evaluates. */
export async function deviceOf(llama: Llama, model: LlamaModel, threads: number): Promise<string> {
  const names = await deviceNames(llama);
  if (llama.gpu === false || names.length === 0 || model.gpuLayers === 0)
    return `CPU (${threads} ${threads === 1 ? 'thread' : 'threads'})`;
  const layers = `${model.gpuLayers} of ${model.fileInsights.totalLayers} layers`;
  return `${BACKENDS[llama.gpu]}: ${names.join(', ')} (${layers})`;
}

/** Why something else evaluates than was asked for; null: it does not, or nothing was. */
export async function missingDevice(llama: Llama, wantedGpu: GpuChoice): Promise<string | null> {
  if (wantedGpu === 'off' || wantedGpu === 'auto' || (await deviceNames(llama)).length > 0) return null;
  const leftOut = ' (software devices are left out unless GGML_VK_VISIBLE_DEVICES names them)';
  return `${BACKENDS[wantedGpu]} was asked for and has no device here, so the processor evaluates${wantedGpu === 'vulkan' ? leftOut : ''}.`;
}

async function deviceNames(llama: Llama): Promise<string[]> {
  return llama.gpu === false ? [] : llama.getGpuDeviceNames();
}
