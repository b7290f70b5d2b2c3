/** What a loaded model takes, in words. */
import { l10n } from '../l10n';
import { visibleText } from '../text';
import type { Compute } from '../trace/trace';
import { sizeText } from './sizeText';

/** A line each: weights, contexts (if there are any), and how attention is kept and reckoned. */
export function computeLines({ weights, context, kvCache, flashAttention }: Compute): string[] {
  const open = context.ram + context.vram > 0;
  return [
    l10n.t('Weights: {0}', memoryText(weights)),
    ...(open ? [l10n.t('Context: {0}', memoryText(context))] : []),
    l10n.t('KV cache: {0} · flash attention: {1}', kvCache, attention(flashAttention)),
  ];
}

const attention = (set: Compute['flashAttention']): string =>
  ({ on: l10n.t('on'), off: l10n.t('off'), auto: l10n.t('chosen by llama.cpp') })[set];

/** "1.1 GB", "200 MB + 4.2 GB on the GPU": memory of the machine, and of its GPU. */
export function memoryText({ ram, vram }: Compute['weights']): string {
  return vram === 0 ? sizeText(ram) : l10n.t('{0} + {1} on the GPU', sizeText(ram), sizeText(vram));
}

/** One line for a summary: device and what it takes. */
export function computeText(compute: Compute): string {
  return [visibleText(compute.device), ...computeLines(compute)].join(' · ');
}
