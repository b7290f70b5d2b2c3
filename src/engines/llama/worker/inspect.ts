import { freemem, totalmem } from 'node:os';
import { GgufInsights, readGgufFileInfo, type Llama } from 'node-llama-cpp';
import { BATCH_TOKENS } from '../../../core/generation';
import type { Need } from '../../../core/models/fit';
import { checkModelFile } from './modelFile';

/**
 * What a model would take here, by llama.cpp's own account of it; nothing is loaded.
 * @param contextSize tokens; no more are reckoned with than it was trained for
 * @throws WaitpointError as `checkModelFile`
 */
export async function inspectModel(llama: Llama, path: string, contextSize: number): Promise<Need> {
  await checkModelFile(path);
  const info = await readGgufFileInfo(path, { sourceType: 'filesystem', logWarnings: false });
  const insights = await GgufInsights.from(info, llama);
  const size = Math.min(contextSize, insights.trainContextSize ?? contextSize);
  const requires = async (gpuLayers: number) => {
    const weights = await insights.estimateModelResourceRequirementsV2({ gpuLayers });
    const context = await insights.estimateContextResourceRequirementsV2({
      ...{ contextSize: size, modelGpuLayers: gpuLayers, sequences: 1 },
      batchSize: Math.min(BATCH_TOKENS, size),
    });
    return { ram: weights.cpuRam + context.cpuRam, vram: weights.gpuVram + context.gpuVram };
  };
  const names = llama.gpu === false ? [] : await llama.getGpuDeviceNames();
  const vram = await llama.getVramState();
  const isSupported = insights.isSupportedByLlamaCpp;
  const onCpu = isSupported ? await requires(0) : { ram: 0, vram: 0 };
  // A backend without a device is no GPU.
  const hasGpu = isSupported && names.length > 0 && vram.total > 0;
  const onGpu = hasGpu ? await requires(insights.totalLayers) : null;
  return {
    ...{ contextSize: size, isSupported, onCpu: onCpu.ram + onCpu.vram },
    memory: { free: freemem(), total: totalmem() },
    gpu: onGpu && {
      ...{ name: names.join(', '), needed: onGpu.vram, beside: onGpu.ram },
      ...{ free: vram.free, total: vram.total },
    },
  };
}
