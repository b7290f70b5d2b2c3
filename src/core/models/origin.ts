/** Where a model was found. */
import { l10n } from '../l10n';

export type ModelOrigin =
  'bundled' | 'settings' | 'downloads' | 'chosen' | 'lmStudio' | 'huggingFace' | 'llamaCpp' | 'ollama';

/** As it follows "from": the name of a program, or what the user did. */
export const originName = (origin: ModelOrigin): string =>
  ({
    bundled: 'Waitpoint',
    settings: 'waitpoint.models',
    downloads: l10n.t('downloads'),
    chosen: l10n.t('chosen by you'),
    lmStudio: 'LM Studio',
    huggingFace: l10n.t('Hugging Face cache'),
    llamaCpp: l10n.t('llama.cpp cache'),
    ollama: 'Ollama',
  })[origin];
