/**
 * Walks through the head of a GGUF file before any library reads it, and refuses counts and lengths that the file cannot
 * hold: readers believe them, and count to 2⁶² before they find that it has ended.
 * Layout: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
import type { FileHandle } from 'node:fs/promises';

export const GGUF_MAGIC = 'GGUF';

/** Version 1 had other lengths, and nobody writes it; later ones llama.cpp does not read. */
const VERSIONS: readonly number[] = [2, 3];

/** The format's own limit of a key, and ggml's of dimensions. */
const LONGEST_KEY = 65_535;
const MOST_DIMENSIONS = 4;

/** Arrays in arrays: the format allows them, and no model has any. */
const MOST_DEPTH = 4;

/** The largest models have some 130; readers go through all of them to estimate memory. */
const MOST_BLOCKS = 10_000;

/** The largest vocabularies, with their merges, take 20 MB. */
const MOST_BYTES = 512 * 1024 * 1024;

const CHUNK_BYTES = 1 << 20;

/** Bytes of a value by the number of its type; strings (8) and arrays (9) tell their own length. */
const SIZES: readonly (number | null)[] = [1, 1, 2, 2, 4, 4, 4, 1, null, null, 8, 8, 8];
const STRING = 8;
const ARRAY = 9;

/**
 * @param isWhole a model or its first part, which says what the model is
 * @returns what is wrong with it, or null
 */
export async function findGgufProblem(file: FileHandle, isWhole: boolean): Promise<string | null> {
  const { size } = await file.stat();
  const head = new Head(file, size);
  try {
    const hasArchitecture = await walk(head);
    return isWhole && !hasArchitecture ? 'it does not say its architecture' : null;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

class Problem extends Error {}

/** @returns whether it names an architecture */
async function walk(head: Head): Promise<boolean> {
  const magic = (await head.take(4)).toString('latin1');
  if (magic !== GGUF_MAGIC) throw new Problem(`it does not begin with "${GGUF_MAGIC}"`);
  const version = (await head.take(4)).readUInt32LE();
  if (!VERSIONS.includes(version))
    throw new Problem(`it has version ${version} of the format, and ${VERSIONS.join(' and ')} are known`);
  // A tensor has at least a name's length, a number of dimensions, one of them, a type and an offset; a value, a key's
  // length, a type and a byte.
  const tensors = await head.count('tensors', 32);
  const values = await head.count('values', 13);
  let hasArchitecture = false;
  for (let i = 0; i < values; i++) {
    const key = await head.text(`the name of value ${i + 1}`, LONGEST_KEY);
    const type = (await head.take(4)).readUInt32LE();
    hasArchitecture ||= key === 'general.architecture' && type === STRING;
    if (type === 4 && key.endsWith('.block_count')) {
      const blocks = (await head.take(4)).readUInt32LE();
      if (blocks > MOST_BLOCKS) throw new Problem(`${key} is ${blocks}, of ${MOST_BLOCKS} at most`);
    } else await skipValue(head, key, type, 0);
  }
  for (let i = 0; i < tensors; i++) {
    const name = await head.text(`the name of tensor ${i + 1}`, LONGEST_KEY);
    const dimensions = (await head.take(4)).readUInt32LE();
    if (dimensions > MOST_DIMENSIONS)
      throw new Problem(`the tensor "${name}" has ${dimensions} dimensions, of ${MOST_DIMENSIONS} at most`);
    await head.skip(8 * dimensions + 12);
  }
  return hasArchitecture;
}

async function skipValue(head: Head, key: string, type: number, depth: number): Promise<void> {
  const size = SIZES[type];
  if (size === undefined) throw new Problem(`"${key}" has the type ${type}, which the format does not know`);
  if (size !== null) return head.skip(size);
  if (type === STRING) return head.skip(await head.count(`bytes in "${key}"`, 1));
  if (depth === MOST_DEPTH) throw new Problem(`"${key}" has lists in lists, more than ${MOST_DEPTH} deep`);
  const inside = (await head.take(4)).readUInt32LE();
  const each = SIZES[inside];
  const count = await head.count(`values in "${key}"`, each ?? (inside === ARRAY ? 12 : 8));
  if (typeof each === 'number') return head.skip(each * count);
  for (let i = 0; i < count; i++) await skipValue(head, key, inside, depth + 1);
}

/** Reads a file from its beginning, a chunk at a time. */
class Head {
  private chunk = Buffer.alloc(0);
  private chunkAt = 0;
  private at = 0;

  constructor(
    private readonly file: FileHandle,
    private readonly size: number,
  ) {}

  async take(bytes: number): Promise<Buffer> {
    const start = this.at;
    await this.skip(bytes);
    if (start < this.chunkAt || this.at > this.chunkAt + this.chunk.length) {
      const wanted = Buffer.alloc(Math.max(bytes, CHUNK_BYTES));
      const { bytesRead } = await this.file.read(wanted, 0, wanted.length, start);
      // Whoever cuts it meanwhile ends it here.
      if (bytesRead < bytes) throw new Problem('it ends within its head');
      this.chunk = wanted.subarray(0, bytesRead);
      this.chunkAt = start;
    }
    return this.chunk.subarray(start - this.chunkAt, this.at - this.chunkAt);
  }

  async skip(bytes: number): Promise<void> {
    this.at += bytes;
    if (this.at > this.size) throw new Problem('it ends within its head');
    if (this.at > MOST_BYTES) throw new Problem(`its head has more than ${MOST_BYTES} bytes`);
  }

  /** A number of things of at least `each` bytes, all of which still come. */
  async count(what: string, each: number): Promise<number> {
    const count = (await this.take(8)).readBigUInt64LE();
    const room = Math.floor((this.size - this.at) / each);
    if (count > BigInt(room))
      throw new Problem(`it announces ${count} ${what}, and its ${this.size} bytes hold ${room} at most`);
    return Number(count);
  }

  async text(what: string, longest: number): Promise<string> {
    const length = await this.count(`bytes in ${what}`, 1);
    if (length > longest) throw new Problem(`${what} has ${length} bytes, of ${longest} at most`);
    return (await this.take(length)).toString('utf8');
  }
}
