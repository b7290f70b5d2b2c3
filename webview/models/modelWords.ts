import type { Fit } from '../../src/core/models/fit';
import type { ModelRole } from '../../src/core/models/role';
import type { ModelsState, ShownDownload, ShownModel } from '../../src/protocol/modelsView';
import { sizeText } from '../../src/core/models/sizeText';
import { l10n } from '../components/l10n';

export const roleWord = (role: ModelRole): string => (role === 'model' ? l10n.t('model') : l10n.t('scorer'));

/** Whether it fits, in a few words. */
export function fitWords(fit: Fit | null): string {
  switch (fit) {
    case 'gpu':
      return l10n.t('fits on this GPU');
    case 'partly':
      return l10n.t('partly on this GPU');
    case 'memory':
      return l10n.t('fits in memory');
    case 'tight':
      return l10n.t('memory is tight');
    case 'no':
      return l10n.t('does not fit');
    case null:
      return l10n.t('not known');
    default:
      return fit satisfies never;
  }
}

/** How far a download is, in a sentence without its name. */
export function downloadWords({ stage, receivedBytes, totalBytes, note }: ShownDownload): string {
  const amount = totalBytes === 0 ? '' : l10n.t('{0} of {1}', sizeText(receivedBytes), sizeText(totalBytes));
  switch (stage) {
    case 'running':
      return [amount, note].filter((one) => one).join(' · ') || l10n.t('beginning');
    case 'stopped':
      return [amount, l10n.t('stopped; what was received stays')].filter((one) => one).join(' · ');
    case 'failed':
      return note ?? l10n.t('failed');
    case 'done':
      return l10n.t('{0}, whole and checked', sizeText(totalBytes));
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
    const text = [
      label,
      from,
      role,
      roleWord(role),
      facts?.name,
      facts?.architecture,
      facts?.quantization,
      description,
      path,
    ]
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
