/**
 * Encodes the head of a GGUF v3 file: metadata and the table of tensors.
 * https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export type TensorType = 'f32' | 'q8_0';

export type GgufValue =
  | string
  | boolean
  | { readonly uint32: number }
  | { readonly float32: number }
  | { readonly strings: readonly string[] }
  | { readonly int32s: Int32Array };

export interface Tensor {
  readonly name: string;
  /** The contiguous dimension first. */
  readonly shape: readonly number[];
  readonly type: TensorType;
}

export interface PlacedTensor<T extends Tensor = Tensor> {
  readonly tensor: T;
  readonly elements: number;
  /** Zero bytes before its data. */
  readonly padding: number;
}

const ALIGNMENT = 32;
const TENSOR_TYPE: Record<TensorType, number> = { f32: 0, q8_0: 8 };
const VALUE_TYPE = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;

/** Weights in a Q8_0 block, and its bytes: a half-precision scale and an int8 each. */
export const Q8_BLOCK = 32;
export const Q8_BLOCK_BYTES = 34;

/**
 * @param tensors in the order in which their data is to follow
 * @returns the bytes before the data, and where each tensor stands
 */
export function encodeGgufHead<T extends Tensor>(
  metadata: readonly (readonly [key: string, value: GgufValue])[],
  tensors: readonly T[],
): { head: Buffer; placed: PlacedTensor<T>[] } {
  const parts: Buffer[] = [Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(metadata.length)];
  for (const [key, value] of metadata) parts.push(string(key), ...encodeValue(value));
  let end = 0;
  const placed = tensors.map((tensor) => {
    const elements = tensor.shape.reduce((product, length) => product * length, 1);
    const start = aligned(end);
    const padding = start - end;
    end = start + (tensor.type === 'f32' ? elements * 4 : (elements / Q8_BLOCK) * Q8_BLOCK_BYTES);
    parts.push(string(tensor.name), uint32(tensor.shape.length), ...tensor.shape.map(uint64));
    parts.push(uint32(TENSOR_TYPE[tensor.type]), uint64(start));
    return { tensor, elements, padding };
  });
  const bytes = Buffer.concat(parts);
  const head = Buffer.alloc(aligned(bytes.length));
  bytes.copy(head);
  return { head, placed };
}

function encodeValue(value: GgufValue): Buffer[] {
  if (typeof value === 'string') return [uint32(VALUE_TYPE.string), string(value)];
  if (typeof value === 'boolean') return [uint32(VALUE_TYPE.bool), Buffer.from([Number(value)])];
  if ('uint32' in value) return [uint32(VALUE_TYPE.uint32), uint32(value.uint32)];
  if ('float32' in value) {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value.float32);
    return [uint32(VALUE_TYPE.float32), bytes];
  }
  if ('strings' in value) {
    const { strings } = value;
    return [
      uint32(VALUE_TYPE.array),
      uint32(VALUE_TYPE.string),
      uint64(strings.length),
      // As one part: a vocabulary is too long to be spread into arguments.
      Buffer.concat(strings.map(string)),
    ];
  }
  const { int32s } = value;
  const data = Buffer.from(int32s.buffer, int32s.byteOffset, int32s.byteLength);
  return [uint32(VALUE_TYPE.array), uint32(VALUE_TYPE.int32), uint64(int32s.length), data];
}

function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function string(value: string): Buffer {
  const text = Buffer.from(value);
  return Buffer.concat([uint64(text.length), text]);
}
