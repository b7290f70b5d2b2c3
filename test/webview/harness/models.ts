/** What the view of models is shown in tests. */
import { CATALOGUE } from '../../../src/core/models/catalogue';
import type { ModelFacts } from '../../../src/core/models/modelFacts';
import type { ModelsState, ShownModel } from '../../../src/protocol/modelsView';

export const FACTS: ModelFacts = {
  ...{
    kind: 'model',
    name: 'Qwen3 4B',
    baseModel: null,
    architecture: 'qwen3',
    parameterCount: 4_020_000_000,
  },
  ...{ quantization: 'Q4_K_M', trainContext: 40_960, vocabularySize: 151_936, license: 'apache-2.0' },
  chatTemplate: "{%- for message in messages %}\n{{ '<|im_start|>' + message.role }}\n{%- endfor %}",
  tokens: ['<think>', '</think>', '<|im_start|>', '<|im_end|>'],
};

export const MODEL: ShownModel = {
  ...{ path: '/models/Qwen3-4B-Q4_K_M.gguf', label: 'Qwen3-4B-Q4_K_M', from: 'LM Studio', role: 'model' },
  ...{ isDefault: false, facts: FACTS, sizeBytes: 2_497_280_256, description: null, problem: null },
  preset: {
    name: 'think-tags',
    source: 'its vocabulary and template',
    reason: 'Its vocabulary has <think> and </think>.',
  },
  delimiters: [],
};

const BUNDLED: ShownModel = {
  ...MODEL,
  ...{ path: '/extension/models/reasoner.gguf', label: 'reasoner', from: 'Waitpoint', isDefault: true },
  ...{ description: 'demo model: arithmetic and word problems', sizeBytes: 1_802_560 },
  facts: { ...FACTS, name: 'waitpoint-reasoner', architecture: 'llama', parameterCount: 1_670_880 },
};

const SPLIT: ShownModel = {
  ...MODEL,
  ...{ path: '/models/QwQ-32B-Q4_K_M-00001-of-00003.gguf', label: 'QwQ-32B-Q4_K_M-00001-of-00003' },
  facts: { ...FACTS, name: 'QwQ 32B', architecture: 'qwen2', parameterCount: 32_760_000_000 },
  problem: 'Of its 3 files some are missing: QwQ-32B-Q4_K_M-00002-of-00003.gguf.',
  from: 'Hugging Face cache',
  sizeBytes: 13_000_000_000,
};

export const MODELS: ModelsState = {
  models: [BUNDLED, MODEL, SPLIT],
  needs: [
    {
      ...{ path: MODEL.path, fit: 'gpu' },
      text: 'It takes 2.91 GB at a context of 1,088 tokens, and fits on this GPU (NVIDIA RTX 4060, 7.20 GB free).',
    },
    {
      path: BUNDLED.path,
      fit: 'memory',
      text: 'It takes 10.2 MB of memory at a context of 1,088 tokens, and fits.',
    },
  ],
  catalogue: CATALOGUE,
  downloads: [],
  ...{ folder: '/home/ada/models', hasToken: false, refusal: null },
};
