/** What the head of a GGUF file says of the model in it. */
import type { GgufHead } from './gguf';
import { quantizationName } from './quantization';

/** `vocabulary`: tokens without weights; `projector`: the eyes of another model; `adapter`: a change to one. */
export type ModelKind = 'model' | 'vocabulary' | 'projector' | 'adapter' | 'embedding' | 'other';

export interface ModelFacts {
  readonly kind: ModelKind;
  /** `general.name`; null: it has none. */
  readonly name: string | null;
  /** Name of the model it was made from; null: not told. */
  readonly baseModel: string | null;
  readonly architecture: string;
  /** Weights of all its parts that are there. */
  readonly parameterCount: number;
  /** Such as Q4_K_M; null: not told. */
  readonly quantization: string | null;
  /** Tokens it was trained for; null: not told. */
  readonly trainContext: number | null;
  readonly vocabularySize: number | null;
  /** Jinja; null: it has none. */
  readonly chatTemplate: string | null;
  readonly license: string | null;
  /** Of `DELIMITER_TOKENS`, in their order. */
  readonly tokens: readonly string[];
}

/** Tokens that say how a model marks its thinking, its turns and its steps. */
export const DELIMITER_TOKENS: readonly string[] = [
  ...['<think>', '</think>', '<thinking>', '</thinking>', '[THINK]', '[/THINK]'],
  ...['<reasoning>', '</reasoning>', '<thought>', '</thought>', '<seed:think>', '</seed:think>'],
  ...['<|begin_of_thought|>', '<|end_of_thought|>', '<|im_start|>', '<|im_end|>', '<|channel|>', '<step>'],
  ...['<|start_header_id|>', '<|eot_id|>', '<start_of_turn>', '<end_of_turn>', '[INST]', '[/INST]'],
];

/** Without the beginning of what a hostile file can say: nobody reads more, and lists show it. */
const LONGEST_NAME = 200;

export function modelFacts({
  values,
  arrays,
  foundTokens,
  tensorCount,
  parameterCount,
}: GgufHead): ModelFacts {
  const text = (key: string): string | null => {
    const value = values.get(key);
    return typeof value === 'string' && value.trim() !== '' ? value : null;
  };
  const short = (key: string): string | null => text(key)?.slice(0, LONGEST_NAME) ?? null;
  const number = (key: string): number | null => {
    const value = values.get(key);
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
  };
  const architecture = short('general.architecture') ?? 'unknown';
  const fileType = number('general.file_type');
  return {
    kind: kindOf(architecture, text('general.type'), tensorCount, values),
    name: short('general.name'),
    baseModel: short('general.base_model.0.name'),
    architecture,
    parameterCount,
    quantization: fileType === null ? null : quantizationName(fileType),
    trainContext: number(`${architecture}.context_length`),
    vocabularySize: arrays.get('tokenizer.ggml.tokens') ?? null,
    chatTemplate: text('tokenizer.chat_template'),
    license: short('general.license'),
    tokens: DELIMITER_TOKENS.filter((token) => foundTokens.has(token)),
  };
}

function kindOf(
  architecture: string,
  type: string | null,
  tensorCount: number,
  values: GgufHead['values'],
): ModelKind {
  if (type === 'mmproj' || architecture === 'clip') return 'projector';
  if (type === 'adapter' || values.has('adapter.type')) return 'adapter';
  if (type === 'imatrix' || architecture === 'imatrix') return 'other';
  // The later parts of a split model come here too: they are looked at with their first one.
  if (type === 'vocab' || tensorCount === 0) return values.has('split.count') ? 'model' : 'vocabulary';
  if (/bert|^t5encoder$/.test(architecture)) return 'embedding';
  return 'model';
}
