/** Where a model was found. */
export type ModelOrigin =
  'bundled' | 'settings' | 'downloads' | 'chosen' | 'lmStudio' | 'huggingFace' | 'llamaCpp' | 'ollama';

/** As it follows "from": the name of a program, or what the user did. */
export const ORIGIN_NAMES: Readonly<Record<ModelOrigin, string>> = {
  bundled: 'Waitpoint',
  settings: 'waitpoint.models',
  downloads: 'downloads',
  chosen: 'chosen by you',
  lmStudio: 'LM Studio',
  huggingFace: 'Hugging Face cache',
  llamaCpp: 'llama.cpp cache',
  ollama: 'Ollama',
};
