/**
 * Llama-architecture models with random weights, tied embeddings, in Q8_0: the speed of real models of that shape,
 * and none of their sense.
 */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { encodeGgufHead, Q8_BLOCK, Q8_BLOCK_BYTES, type GgufValue, type Tensor } from './gguf';
import { madeUpVocabulary, type Vocabulary } from './madeUpVocabulary';

/** The vocabulary sizes of Llama 2 and of Qwen 2.5. */
export const VOCABULARIES = { '32k': 32_000, '152k': 151_936 } as const;
export type VocabularyName = keyof typeof VOCABULARIES;

/** A body of 88M parameters; the embedding adds 25M (32k) or 117M (152k). */
const WIDTH = 768;
const LAYERS = 14;
const FEED_FORWARD = 2048;
const HEADS = 12;
const KEY_VALUE_HEADS = 4;
const TRAIN_CONTEXT = 32_768;

/** Raised whenever the bytes written change: a cached file of an older recipe is not used. */
const RECIPE = 1;

/** Standard deviation of the logits: peaked enough that the highest one is rarely a tie. */
const LOGIT_DEVIATION = 3;

/** Standard deviation of a uniform int8. */
const INT8_DEVIATION = 256 / Math.sqrt(12);

const CHAT_TEMPLATE =
  "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}" +
  '{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n{% endif %}';

/** Null for the norms, which are all ones. */
type WeightTensor = Tensor & { readonly deviation: number | null };

/**
 * Writes the model unless it is there already; the same bytes on every machine.
 * @returns path of the GGUF file
 */
export function randomModel(name: VocabularyName, folder: string): string {
  const path = join(folder, `random-${name}-v${RECIPE}.gguf`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const vocabulary = madeUpVocabulary(VOCABULARIES[name]);
  const { head, placed } = encodeGgufHead(metadata(name, vocabulary), tensors(vocabulary.tokens.length));
  const random = xorshift32(0x5eed);
  const file = openSync(`${path}.part`, 'w');
  writeWhole(file, head);
  for (const { tensor, elements, padding } of placed) {
    writeWhole(file, new Uint8Array(padding));
    writeWhole(
      file,
      tensor.deviation === null ? ones(elements) : randomQ8(elements, tensor.deviation, random),
    );
  }
  closeSync(file);
  renameSync(`${path}.part`, path);
  return path;
}

function metadata(name: VocabularyName, vocabulary: Vocabulary): [string, GgufValue][] {
  return [
    ['general.architecture', 'llama'],
    ['general.name', `Random weights, ${name} vocabulary`],
    ['general.file_type', { uint32: 7 }],
    ['llama.block_count', { uint32: LAYERS }],
    ['llama.context_length', { uint32: TRAIN_CONTEXT }],
    ['llama.embedding_length', { uint32: WIDTH }],
    ['llama.feed_forward_length', { uint32: FEED_FORWARD }],
    ['llama.attention.head_count', { uint32: HEADS }],
    ['llama.attention.head_count_kv', { uint32: KEY_VALUE_HEADS }],
    ['llama.attention.layer_norm_rms_epsilon', { float32: 1e-6 }],
    ['llama.rope.dimension_count', { uint32: WIDTH / HEADS }],
    ['llama.rope.freq_base', { float32: 1e6 }],
    ['llama.vocab_size', { uint32: vocabulary.tokens.length }],
    ['tokenizer.ggml.model', 'gpt2'],
    ['tokenizer.ggml.pre', 'qwen2'],
    ['tokenizer.ggml.tokens', { strings: vocabulary.tokens }],
    ['tokenizer.ggml.token_type', { int32s: vocabulary.types }],
    ['tokenizer.ggml.merges', { strings: vocabulary.merges }],
    ['tokenizer.ggml.eos_token_id', { uint32: vocabulary.endId }],
    ['tokenizer.ggml.padding_token_id', { uint32: vocabulary.paddingId }],
    ['tokenizer.ggml.add_bos_token', false],
    ['tokenizer.chat_template', CHAT_TEMPLATE],
  ];
}

/** Without `output.weight`, llama.cpp takes the embedding: tied weights. */
function tensors(vocabularySize: number): WeightTensor[] {
  const keyValueWidth = (WIDTH / HEADS) * KEY_VALUE_HEADS;
  const layers = Array.from({ length: LAYERS }, (_, layer) => [
    norm(`blk.${layer}.attn_norm.weight`),
    matrix(`blk.${layer}.attn_q.weight`, WIDTH, WIDTH),
    matrix(`blk.${layer}.attn_k.weight`, WIDTH, keyValueWidth),
    matrix(`blk.${layer}.attn_v.weight`, WIDTH, keyValueWidth),
    matrix(`blk.${layer}.attn_output.weight`, WIDTH, WIDTH),
    norm(`blk.${layer}.ffn_norm.weight`),
    matrix(`blk.${layer}.ffn_gate.weight`, WIDTH, FEED_FORWARD),
    matrix(`blk.${layer}.ffn_up.weight`, WIDTH, FEED_FORWARD),
    matrix(`blk.${layer}.ffn_down.weight`, FEED_FORWARD, WIDTH),
  ]);
  const embedding = matrix('token_embd.weight', WIDTH, vocabularySize, LOGIT_DEVIATION / Math.sqrt(WIDTH));
  return [embedding, ...layers.flat(), norm('output_norm.weight')];
}

/** @param deviation default: keeps the scale of what goes through */
function matrix(
  name: string,
  inputs: number,
  outputs: number,
  deviation = 1 / Math.sqrt(inputs),
): WeightTensor {
  return { name, shape: [inputs, outputs], type: 'q8_0', deviation };
}

function norm(name: string): WeightTensor {
  return { name, shape: [WIDTH], type: 'f32', deviation: null };
}

function randomQ8(elements: number, deviation: number, random: () => number): Uint8Array {
  const words = new Uint16Array(((elements / Q8_BLOCK) * Q8_BLOCK_BYTES) / 2);
  const scale = halfBits(deviation / INT8_DEVIATION);
  for (let at = 0; at < words.length; at++) {
    words[at] = at % (Q8_BLOCK_BYTES / 2) === 0 ? scale : random() >>> 16;
  }
  return new Uint8Array(words.buffer);
}

function ones(elements: number): Uint8Array {
  return new Uint8Array(new Float32Array(elements).fill(1).buffer);
}

/** Bits of a positive normal number in half precision. */
function halfBits(value: number): number {
  const exponent = Math.floor(Math.log2(value));
  const mantissa = Math.round((value / 2 ** exponent - 1) * 1024);
  return ((exponent + 15) << 10) + mantissa;
}

/** Marsaglia's xorshift32. @param seed not 0 @returns 32 random bits as a signed number */
function xorshift32(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.byteLength;) done += writeSync(file, bytes, done);
}
