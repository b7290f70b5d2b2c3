import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGguf, type ByteSource } from '../../../src/core/models/gguf';
import { ggufFile } from '../../support/ggufFile';

/** @returns also how many bytes were asked for */
function source(bytes: Uint8Array, size = bytes.length): ByteSource & { asked: number } {
  const made = {
    size,
    asked: 0,
    async read(offset: number, length: number) {
      made.asked += length;
      // What a file that is said to be longer has there.
      const filled = new Uint8Array(length);
      filled.set(bytes.subarray(offset, offset + length));
      return filled;
    },
  };
  return made;
}
const read = (bytes: Uint8Array, ...looked: string[]) => readGguf(source(bytes), new Set(looked));

const header = (tensors: bigint, values: bigint, version = 3): Buffer => {
  const bytes = Buffer.alloc(24);
  bytes.write('GGUF');
  bytes.writeUInt32LE(version, 4);
  bytes.writeBigUInt64LE(tensors, 8);
  bytes.writeBigUInt64LE(values, 16);
  return bytes;
};
const key = (name: string, type: number): Buffer => {
  const bytes = Buffer.alloc(12 + name.length);
  bytes.writeBigUInt64LE(BigInt(name.length));
  bytes.write(name, 8);
  bytes.writeUInt32LE(type, 8 + name.length);
  return bytes;
};
const uint64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};
const uint32 = (value: number): Buffer => uint64(BigInt(value)).subarray(0, 4);

describe('the head of a model file', () => {
  test('gives scalars and texts, lengths of arrays, tokens that were looked for, and the weights', async () => {
    const bytes = ggufFile({ name: 'Tiny', tokens: ['a', '<think>', '</think>', '한'], weights: 64 });
    const head = await read(bytes, '<think>', '</think>', '<step>');
    expect(head.values.get('general.name')).toBe('Tiny');
    expect(head.values.get('llama.context_length')).toBe(4096);
    expect(head.values.has('tokenizer.ggml.tokens')).toBe(false);
    expect(head.arrays.get('tokenizer.ggml.tokens')).toBe(4);
    expect([...head.foundTokens]).toEqual(['<think>', '</think>']);
    expect([head.tensorCount, head.parameterCount]).toEqual([1, 64]);
  });

  test('is read without the tensors behind it', async () => {
    const file = source(ggufFile({ weights: 4_000_000 }));
    await readGguf(file, new Set());
    expect(file.asked).toBeLessThan(1_000_000);
  });

  test('of a vocabulary as large as any is read from front to back once', async () => {
    const tokens = Array.from({ length: 150_000 }, (_, i) => `token ${i}`);
    const bytes = ggufFile({ tokens: [...tokens, '<think>'] });
    const file = source(bytes);
    const head = await readGguf(file, new Set(['<think>']));
    expect(head.foundTokens.has('<think>')).toBe(true);
    expect(file.asked).toBeLessThan(1.1 * bytes.length);
  });
});

describe('hostile files', () => {
  test.each([
    ['no GGUF at all', Buffer.from('PK\u0003\u0004 and so on'), /does not begin with "GGUF"/],
    ['an empty file', Buffer.alloc(0), /does not begin with "GGUF"/],
    ['a format to come', header(0n, 0n, 4), /has version 4/],
    ['the other byte order', header(0n, 0n, 0x03000000), /big-endian/],
    ['2⁶³ values', header(0n, 1n << 63n), /more than 2⁵³ metadata values; at most 4096/],
    ['2⁴⁰ tensors', header(1n << 40n, 0n), /1099511627776 tensors; at most 65536/],
    ['a key of 4 GB', Buffer.concat([header(0n, 1n), uint64(1n << 32n)]), /key of 4294967296 bytes/],
    [
      'a text that ends nowhere',
      Buffer.concat([header(0n, 1n), key('a', 8), uint64(1n << 40n)]),
      /is cut off/,
    ],
    [
      'an array of 2⁴⁰ texts',
      Buffer.concat([header(0n, 1n), key('a', 9), uint32(8), uint64(1n << 40n)]),
      /1099511627776 values in "a"/,
    ],
    [
      'arrays in arrays',
      Buffer.concat([header(0n, 1n), key('a', 9), uint32(9), uint64(1n)]),
      /array of type 9/,
    ],
    ['a type nobody knows', Buffer.concat([header(0n, 1n), key('a', 77)]), /value of type 77/],
    [
      'a tensor of a thousand dimensions',
      Buffer.concat([header(1n, 0n), uint64(0n), uint32(1000)]),
      /tensor of 1000 dimensions/,
    ],
    [
      'a tensor larger than any file',
      Buffer.concat([
        ...[header(1n, 0n), uint64(0n), uint32(2), uint64(1n << 40n), uint64(1n << 40n)],
        ...[uint32(0), uint64(0n)],
      ]),
      /larger than any file/,
    ],
  ])('%s', async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message);
  });

  test('cost no more memory than their limits, however long they say that they are', async () => {
    // A vocabulary of 8 million empty texts in a file that is said to have a terabyte.
    const bytes = Buffer.concat([header(0n, 1n), key('a', 9), uint32(8), uint64(8_388_608n)]);
    const file = source(bytes, 2 ** 40);
    await readGguf(file, new Set());
    expect(file.asked).toBeLessThan(70_000_000);
  });

  test('that never end are broken off', async () => {
    const bytes = Buffer.concat([header(0n, 1n), key('a', 9), uint32(8), uint64(8_388_608n)]);
    const signal = { aborted: true, addEventListener() {}, removeEventListener() {} };
    await expect(readGguf(source(bytes, 2 ** 40), new Set(), signal)).rejects.toThrow('takes too long');
  });

  test('never do anything but fail with a reason, wherever they are broken', async () => {
    const whole = ggufFile({ name: 'Tiny', template: '{{ x }}' }).subarray(0, 500);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 0, max: 500 }),
        async (at, byte, length) => {
          const broken = Buffer.from(whole.subarray(0, length));
          if (at < broken.length) broken[at] = byte;
          await read(broken).catch((error: unknown) => expect(error).toHaveProperty('name', 'GgufError'));
        },
      ),
      { numRuns: 300 },
    );
  });
});
