/** What a loaded model takes, in words. */
import { visibleText } from '../text';
import type { Compute } from '../trace/trace';
import { sizeText } from './sizeText';

/** A line each: weights, contexts (if there are any), and how attention is kept and reckoned. */
export function computeLines({ weights, context, kvCache, flashAttention }: Compute): string[] {
  const open = context.ram + context.vram > 0;
  return [
    `Weights: ${memoryText(weights)}`,
    ...(open ? [`Context: ${memoryText(context)}`] : []),
    `KV cache: ${kvCache} · flash attention: ${ATTENTION[flashAttention]}`,
  ];
}

const ATTENTION = { on: 'on', off: 'off', auto: 'chosen by llama.cpp' } as const;

/** "1.1 GB", "200 MB + 4.2 GB on the GPU": memory of the machine, and of its GPU. */
export function memoryText({ ram, vram }: Compute['weights']): string {
  return vram === 0 ? sizeText(ram) : `${sizeText(ram)} + ${sizeText(vram)} on the GPU`;
}

/** One line for a summary: device and what it takes. */
export function computeText(compute: Compute): string {
  return [visibleText(compute.device), ...computeLines(compute)].join(' · ');
}
