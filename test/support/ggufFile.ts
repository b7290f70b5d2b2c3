/** Model files for tests: a head as real files have it, and some bytes of tensors that nobody loads. */
import { encodeGgufHead, type GgufValue } from '../../bench/support/gguf';

export interface MadeModel {
  readonly name?: string;
  readonly architecture?: string;
  readonly type?: string;
  readonly fileType?: number;
  readonly context?: number;
  readonly template?: string;
  readonly tokens?: readonly string[];
  /** Weights of its one tensor; 0: it has none. */
  readonly weights?: number;
  readonly more?: readonly (readonly [string, GgufValue])[];
}

export function ggufFile(made: MadeModel = {}): Buffer {
  const { architecture = 'llama', weights = 64, tokens = ['a', 'b'] } = made;
  const text = (key: string, value: string | undefined): [string, GgufValue][] =>
    value === undefined ? [] : [[key, value]];
  const metadata: (readonly [string, GgufValue])[] = [
    ['general.architecture', architecture],
    ...text('general.name', made.name),
    ...text('general.type', made.type),
    ['general.file_type', { uint32: made.fileType ?? 15 }],
    [`${architecture}.context_length`, { uint32: made.context ?? 4096 }],
    ['tokenizer.ggml.tokens', { strings: tokens }],
    ['tokenizer.ggml.token_type', { int32s: new Int32Array(tokens.length) }],
    ...text('tokenizer.chat_template', made.template),
    ...(made.more ?? []),
  ];
  const tensors =
    weights === 0 ? [] : [{ name: 'blk.0.weight', shape: [weights / 2, 2], type: 'f32' } as const];
  const { head } = encodeGgufHead(metadata, tensors);
  return Buffer.concat([head, Buffer.alloc(weights * 4)]);
}
