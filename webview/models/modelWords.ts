import type { Fit } from '../../src/core/models/fit';
import type { ModelsState, ShownDownload, ShownModel } from '../../src/protocol/modelsView';
import { sizeText } from '../../src/core/models/sizeText';

/** Whether it fits, in a few words. */
export function fitWords(fit: Fit | null): string {
  switch (fit) {
    case 'gpu':
      return 'fits on this GPU';
    case 'partly':
      return 'partly on this GPU';
    case 'memory':
      return 'fits in memory';
    case 'tight':
      return 'memory is tight';
    case 'no':
      return 'does not fit';
    case null:
      return 'not known';
    default:
      return fit satisfies never;
  }
}

/** How far a download is, in a sentence without its name. */
export function downloadWords({ stage, receivedBytes, totalBytes, note }: ShownDownload): string {
  const amount = totalBytes === 0 ? '' : `${sizeText(receivedBytes)} of ${sizeText(totalBytes)}`;
  switch (stage) {
    case 'running':
      return [amount, note].filter((one) => one).join(' · ') || 'beginning';
    case 'stopped':
      return [amount, 'stopped; what was received stays'].filter((one) => one).join(' · ');
    case 'failed':
      return note ?? 'failed';
    case 'done':
      return `${sizeText(totalBytes)}, whole and checked`;
    default:
      return stage satisfies never;
  }
}

/** Those whose name, architecture, place or description has all words. */
export function matchingModels(models: ModelsState['models'], filter: string): readonly ShownModel[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return models.filter(({ label, from, role, facts, description, path }) => {
    const text = [label, from, role, facts?.name, facts?.architecture, facts?.quantization, description, path]
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
