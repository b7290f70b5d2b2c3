/** Whether a model fits on this machine, in words. */
import { l10n } from '../l10n';
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
  if (!isSupported) return l10n.t('The engine does not know its architecture: it cannot be run here.');
  const tokens = contextSize.toLocaleString('en');
  const [onGpu, onlyCpu] = [sizeText(gpu?.needed ?? 0), sizeText(onCpu)];
  const [free, total] = [sizeText(memory.free), sizeText(memory.total)];
  const fit = fitOf(need);
  switch (fit) {
    case 'gpu':
      return l10n.t(
        'It takes {0} at a context of {1} tokens, and fits on this GPU ({2}, {3} free).',
        ...[onGpu, tokens, gpu?.name ?? '', sizeText(gpu?.free ?? 0)],
      );
    case 'partly':
      return l10n.t(
        'It takes {0} at a context of {1} tokens; this GPU ({2}) has {3} free, so that a part of its layers runs on the CPU.',
        ...[onGpu, tokens, gpu?.name ?? '', sizeText(gpu?.free ?? 0)],
      );
    case 'memory':
      return l10n.t(
        'It takes {0} of memory at a context of {1} tokens, and fits: {2} of {3} are free. It runs on the CPU.',
        ...[onlyCpu, tokens, free, total],
      );
    case 'tight':
      return l10n.t(
        'It takes {0} of memory at a context of {1} tokens; {2} of {3} are free. It fits when other programs give way.',
        ...[onlyCpu, tokens, free, total],
      );
    case 'no':
      return l10n.t(
        'It takes {0} of memory at a context of {1} tokens, and this machine has {2}: it does not fit.',
        ...[onlyCpu, tokens, total],
      );
    default:
      return fit satisfies never;
  }
}
