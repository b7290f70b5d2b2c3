/**
 * Models that are known to go well with Waitpoint. Their addresses are those of well-known GGUF repositories; what the hub
 * says of a file when it is downloaded (size, SHA-256) is what is checked, and sizes here are no more than a first idea.
 */
import type { PresetName, ScorerProtocol } from '../trace/trace';
import type { ModelRole } from './role';

export interface CatalogueModel {
  readonly name: string;
  /** `hf:…`. */
  readonly address: string;
  readonly role: ModelRole;
  /** Of a model; null: of a scorer. */
  readonly preset: PresetName | null;
  /** Of a scorer; null: of a model. */
  readonly protocol: ScorerProtocol | null;
  /** Of its weights, in billions. */
  readonly parameters: number;
  /** About so many gigabytes, by its quantisation. */
  readonly gigabytes: number;
  /** As its makers give it. */
  readonly license: string;
  /** What it is good for, in a line. */
  readonly goodFor: string;
}

type Row<How> = readonly [string, string, How, number, number, string, string];

const MODELS: readonly Row<PresetName>[] = [
  [
    'Qwen3 0.6B',
    'hf:Qwen/Qwen3-0.6B-GGUF:Q8_0',
    'think-tags',
    0.6,
    0.6,
    'Apache 2.0',
    'The smallest that thinks: a first try on any machine.',
  ],
  [
    'DeepSeek-R1-Distill-Qwen 1.5B',
    'hf:unsloth/DeepSeek-R1-Distill-Qwen-1.5B-GGUF:Q4_K_M',
    'think-tags',
    1.5,
    1.1,
    'MIT',
    'Long chains of mathematics on a laptop.',
  ],
  [
    'Qwen3 1.7B',
    'hf:Qwen/Qwen3-1.7B-GGUF:Q8_0',
    'think-tags',
    1.7,
    1.8,
    'Apache 2.0',
    'Small and able; sweeps and searches without a GPU.',
  ],
  [
    'Phi-4-mini-reasoning',
    'hf:unsloth/Phi-4-mini-reasoning-GGUF:Q4_K_M',
    'think-tags',
    3.8,
    2.5,
    'MIT',
    'Mathematics, trained for little memory.',
  ],
  [
    'Qwen3 4B',
    'hf:Qwen/Qwen3-4B-GGUF:Q4_K_M',
    'think-tags',
    4,
    2.5,
    'Apache 2.0',
    'All-round reasoning on 4 GB of memory.',
  ],
  [
    'DeepSeek-R1-Distill-Qwen 7B',
    'hf:unsloth/DeepSeek-R1-Distill-Qwen-7B-GGUF:Q4_K_M',
    'think-tags',
    7.6,
    4.7,
    'MIT',
    'Mathematics and code; waits pay.',
  ],
  [
    's1.1 7B',
    'hf:bartowski/simplescaling_s1.1-7B-GGUF:Q4_K_M',
    's1-eval',
    7.6,
    4.7,
    'Apache 2.0',
    'The budget forcing of the s1 paper, at a size for one GPU.',
  ],
  [
    'Qwen3 8B',
    'hf:Qwen/Qwen3-8B-GGUF:Q4_K_M',
    'think-tags',
    8.2,
    5,
    'Apache 2.0',
    'The best of its size; long contexts.',
  ],
  [
    'QwQ 32B',
    'hf:Qwen/QwQ-32B-GGUF:Q4_K_M',
    'think-tags',
    32.8,
    19.9,
    'Apache 2.0',
    'Very long thinking, on 24 GB of memory.',
  ],
  [
    's1.1 32B',
    'hf:bartowski/simplescaling_s1.1-32B-GGUF:Q4_K_M',
    's1-eval',
    32.8,
    19.9,
    'Apache 2.0',
    'The model of the s1 paper, trained on traces of R1.',
  ],
];

const SCORERS: readonly Row<ScorerProtocol>[] = [
  [
    'Math-Shepherd 7B',
    'hf:mradermacher/math-shepherd-mistral-7b-prm-GGUF:Q4_K_M',
    'math-shepherd',
    7.2,
    4.4,
    'not stated',
    'Scores steps of school and competition mathematics.',
  ],
  [
    'RLHFlow Llama3.1 8B PRM, Mistral data',
    'hf:mradermacher/Llama3.1-8B-PRM-Mistral-Data-GGUF:Q4_K_M',
    'rlhflow',
    8,
    4.9,
    'Llama 3.1',
    'Scores steps; trained on solutions by Mistral.',
  ],
  [
    'RLHFlow Llama3.1 8B PRM, Deepseek data',
    'hf:QuantFactory/Llama3.1-8B-PRM-Deepseek-Data-GGUF:Q4_K_M',
    'rlhflow',
    8,
    4.9,
    'Llama 3.1',
    'Scores steps; trained on solutions by DeepSeekMath, the stronger of the two.',
  ],
];

/** Models by size, then scorers. */
export const CATALOGUE: readonly CatalogueModel[] = [
  ...MODELS.map(([name, address, preset, parameters, gigabytes, license, goodFor]) => ({
    ...{ name, address, preset, parameters, gigabytes, license, goodFor },
    ...{ role: 'model' as const, protocol: null },
  })),
  ...SCORERS.map(([name, address, protocol, parameters, gigabytes, license, goodFor]) => ({
    ...{ name, address, protocol, parameters, gigabytes, license, goodFor },
    ...{ role: 'scorer' as const, preset: null },
  })),
];
