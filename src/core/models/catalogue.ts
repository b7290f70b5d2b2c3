/**
 * Models of the kinds that Waitpoint has presets and protocols for. What the hub says of a file when it is downloaded (size,
 * SHA-256) is what is checked, and sizes here are no more than a first idea.
 */
import { l10n } from '../l10n';
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
  /** What it is and is good for, in a line of facts. */
  readonly goodFor: string;
  /** Whether public code or its makers name this repository; else it may be gone, or never have been. */
  readonly isVerified: boolean;
}

type Row<How> = readonly [string, string, How, number, number, string, () => string];

/** Nobody is known to use these: they are called as those who quantise models call theirs. */
const UNVERIFIED: ReadonlySet<string> = new Set([
  'hf:bartowski/simplescaling_s1.1-7B-GGUF:Q4_K_M',
  'hf:mradermacher/math-shepherd-mistral-7b-prm-GGUF:Q4_K_M',
  'hf:mradermacher/Llama3.1-8B-PRM-Mistral-Data-GGUF:Q4_K_M',
]);

/** What is to be said of an address that nobody has checked. */
export const unverifiedNote = (): string => l10n.t('address not checked: it may be gone');

const MODELS: readonly Row<PresetName>[] = [
  [
    'Qwen3 0.6B',
    'hf:Qwen/Qwen3-0.6B-GGUF:Q8_0',
    'think-tags',
    0.6,
    0.6,
    'Apache 2.0',
    () => l10n.t('Thinks in <think> tags; small enough for a first try on any machine.'),
  ],
  [
    'DeepSeek-R1-Distill-Qwen 1.5B',
    'hf:unsloth/DeepSeek-R1-Distill-Qwen-1.5B-GGUF:Q4_K_M',
    'think-tags',
    1.5,
    1.1,
    'MIT',
    () => l10n.t('Mathematics; trained on reasoning of DeepSeek-R1.'),
  ],
  [
    'Qwen3 1.7B',
    'hf:Qwen/Qwen3-1.7B-GGUF:Q8_0',
    'think-tags',
    1.7,
    1.8,
    'Apache 2.0',
    () => l10n.t('Thinks in <think> tags; small enough for sweeps without a GPU.'),
  ],
  [
    'Phi-4-mini-reasoning',
    'hf:unsloth/Phi-4-mini-reasoning-GGUF:Q4_K_M',
    'think-tags',
    3.8,
    2.5,
    'MIT',
    () => l10n.t('Mathematics.'),
  ],
  [
    'Qwen3 4B',
    'hf:Qwen/Qwen3-4B-GGUF:Q4_K_M',
    'think-tags',
    4,
    2.5,
    'Apache 2.0',
    () => l10n.t('General reasoning; thinks in <think> tags.'),
  ],
  [
    'DeepSeek-R1-Distill-Qwen 7B',
    'hf:unsloth/DeepSeek-R1-Distill-Qwen-7B-GGUF:Q4_K_M',
    'think-tags',
    7.6,
    4.7,
    'MIT',
    () => l10n.t('Mathematics and code; trained on reasoning of DeepSeek-R1.'),
  ],
  [
    's1.1 7B',
    'hf:bartowski/simplescaling_s1.1-7B-GGUF:Q4_K_M',
    's1-eval',
    7.6,
    4.7,
    'Apache 2.0',
    () => l10n.t('The training of s1.1 on a smaller model; delimiters of the s1 paper.'),
  ],
  [
    'Qwen3 8B',
    'hf:Qwen/Qwen3-8B-GGUF:Q4_K_M',
    'think-tags',
    8.2,
    5,
    'Apache 2.0',
    () => l10n.t('General reasoning; thinks in <think> tags.'),
  ],
  [
    'QwQ 32B',
    'hf:Qwen/QwQ-32B-GGUF:Q4_K_M',
    'think-tags',
    32.8,
    19.9,
    'Apache 2.0',
    () => l10n.t('General reasoning with long thinking.'),
  ],
  [
    's1.1 32B',
    'hf:bartowski/simplescaling_s1.1-32B-GGUF:Q4_K_M',
    's1-eval',
    32.8,
    19.9,
    'Apache 2.0',
    () => l10n.t('The model of the s1 paper, trained anew on reasoning of DeepSeek-R1.'),
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
    () => l10n.t('Scores steps; trained on solutions of GSM8K and MATH.'),
  ],
  [
    'RLHFlow Llama3.1 8B PRM, Mistral data',
    'hf:mradermacher/Llama3.1-8B-PRM-Mistral-Data-GGUF:Q4_K_M',
    'rlhflow',
    8,
    4.9,
    'Llama 3.1',
    () => l10n.t('Scores steps; trained on solutions by Mistral.'),
  ],
  [
    'RLHFlow Llama3.1 8B PRM, Deepseek data',
    'hf:QuantFactory/Llama3.1-8B-PRM-Deepseek-Data-GGUF:Q4_K_M',
    'rlhflow',
    8,
    4.9,
    'Llama 3.1',
    () => l10n.t('Scores steps; trained on solutions by DeepSeek.'),
  ],
];

/** Models by size, then scorers. */
export const CATALOGUE: readonly CatalogueModel[] = [
  ...MODELS.map(([name, address, preset, parameters, gigabytes, license, goodFor]) => ({
    ...{ name, address, preset, parameters, gigabytes, license },
    ...{ role: 'model' as const, protocol: null, isVerified: !UNVERIFIED.has(address) },
    get goodFor() {
      return goodFor();
    },
  })),
  ...SCORERS.map(([name, address, protocol, parameters, gigabytes, license, goodFor]) => ({
    ...{ name, address, protocol, parameters, gigabytes, license },
    ...{ role: 'scorer' as const, preset: null, isVerified: !UNVERIFIED.has(address) },
    get goodFor() {
      return goodFor();
    },
  })),
];
