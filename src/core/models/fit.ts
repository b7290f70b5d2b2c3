/** Whether a model fits on this machine, in words. */
import { sizeText } from './sizeText';

/** What a model takes at some context, and what there is. All in bytes. */
export interface Need {
  /** Tokens that it is for. */
  readonly contextSize: number;
  /** Whether this llama.cpp knows the architecture. */
  readonly isSupported: boolean;
  /** Memory, where nothing of it is on a GPU. */
  readonly onCpu: number;
  readonly memory: { readonly free: number; readonly total: number };
  /** Null: there is no GPU, or it is switched off. */
  readonly gpu: {
    readonly name: string;
    /** What all its layers take of it, and of the memory beside. */
    readonly needed: number;
    readonly beside: number;
    readonly free: number;
    readonly total: number;
  } | null;
}

export type Fit = 'gpu' | 'partly' | 'memory' | 'tight' | 'no';

export function fitOf({ onCpu, memory, gpu, isSupported }: Need): Fit {
  if (!isSupported) return 'no';
  if (gpu && gpu.needed <= gpu.free && gpu.beside <= memory.total) return 'gpu';
  if (onCpu <= memory.free) return gpu ? 'partly' : 'memory';
  return onCpu <= memory.total ? 'tight' : 'no';
}

/** A sentence: what it needs here, and where it goes. */
export function fitText(need: Need): string {
  const { onCpu, memory, gpu, contextSize, isSupported } = need;
  if (!isSupported) return 'The engine does not know its architecture: it cannot be run here.';
  const at = `at a context of ${contextSize.toLocaleString('en')} tokens`;
  const takes = `It takes ${sizeText(onCpu)} of memory ${at}`;
  const there = `${sizeText(memory.free)} of ${sizeText(memory.total)} are free`;
  const fit = fitOf(need);
  switch (fit) {
    case 'gpu':
      return `It takes ${sizeText(gpu?.needed ?? 0)} ${at}, and fits on this GPU (${gpu?.name}, ${sizeText(gpu?.free ?? 0)} free).`;
    case 'partly':
      return (
        `It takes ${sizeText(gpu?.needed ?? 0)} ${at}; this GPU (${gpu?.name}) has ${sizeText(gpu?.free ?? 0)} free, ` +
        'so that a part of its layers runs on the CPU.'
      );
    case 'memory':
      return `${takes}, and fits: ${there}. It runs on the CPU.`;
    case 'tight':
      return `${takes}; ${there}. It fits when other programs give way.`;
    case 'no':
      return `${takes}, and this machine has ${sizeText(memory.total)}: it does not fit.`;
    default:
      return fit satisfies never;
  }
}
