/** Writes the head of a GGUF file, honest or not: counts and lengths are what they are said to be. */
const MAGIC = Buffer.from('GGUF');

export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

export const u64 = (value: number | bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

/** @param length as it is announced; default: as it is */
export const ggufText = (text: string, length?: number | bigint): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([u64(length ?? bytes.length), bytes]);
};

export const textValue = (key: string, text: string): Buffer =>
  Buffer.concat([ggufText(key), u32(8), ggufText(text)]);

export const numberValue = (key: string, value: number): Buffer =>
  Buffer.concat([ggufText(key), u32(4), u32(value)]);

export const LLAMA = textValue('general.architecture', 'llama');

/** @param counts as they are announced; default: no tensors, and the values that there are */
export function gguf(
  values: readonly Buffer[],
  counts: { version?: number; tensors?: number | bigint; values?: number | bigint } = {},
): Buffer {
  const { version = 3, tensors = 0, values: announced = values.length } = counts;
  return Buffer.concat([MAGIC, u32(version), u64(tensors), u64(announced), ...values]);
}
