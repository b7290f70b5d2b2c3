/**
 * Reads the head of a GGUF file, metadata and the table of tensors, without loading it.
 * https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 *
 * Files come from anywhere: every count and length is checked against a limit and against the size of the file before
 * anything is allocated for it, and long arrays are walked past, not kept.
 */
import type { CancelSignal } from '../engine';

/** Bytes of a file, wherever it is. */
export interface ByteSource {
  readonly size: number;
  /** @returns exactly `length` bytes, which are there: the reader has checked */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export type GgufScalar = string | number | boolean;

export interface GgufHead {
  readonly version: number;
  /** Scalars and texts by key; arrays are left out, of texts too long to be kept only the beginning is there. */
  readonly values: ReadonlyMap<string, GgufScalar>;
  /** How many values each array has. */
  readonly arrays: ReadonlyMap<string, number>;
  /** Tokens of the vocabulary that were looked for, and are in it. */
  readonly foundTokens: ReadonlySet<string>;
  readonly tensorCount: number;
  /** Weights of all tensors in this file. */
  readonly parameterCount: number;
}

/** What a file is that cannot be read: why, in words that follow "it". */
export class GgufError extends Error {
  override readonly name = 'GgufError';
}

/** Real files have fewer than a hundred. */
const MOST_VALUES = 4096;
/** What the format allows. */
const LONGEST_KEY = 65_535;
/** Templates have up to a hundred thousand characters; of what is longer the rest is walked past. */
const LONGEST_TEXT = 1 << 20;
/** The largest vocabularies have 300,000 tokens, and as many merges. */
const MOST_ELEMENTS = 1 << 23;
/** The largest mixtures of experts have some thousands. */
const MOST_TENSORS = 1 << 16;
/** Of GGML. */
const MOST_DIMENSIONS = 4;
/** Vocabularies take some megabytes: what is larger is no head. */
const MOST_BYTES = 256 << 20;
/** Read at once. */
const CHUNK_BYTES = 1 << 18;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const decodeUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);

/** Bytes of a value, by its type in the file; texts (8) and arrays (9) have none of their own. */
const WIDTHS: Readonly<Record<number, number>> = {
  ...{ 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1 },
  ...{ 10: 8, 11: 8, 12: 8 },
};
const TEXT = 8;
const ARRAY = 9;
const TOKENS = 'tokenizer.ggml.tokens';

/**
 * @param lookedFor tokens to look for in the vocabulary
 * @param signal breaks it off between two chunks
 * @throws GgufError saying what is wrong; whatever `source` throws
 */
export async function readGguf(
  source: ByteSource,
  lookedFor: ReadonlySet<string>,
  signal?: CancelSignal,
): Promise<GgufHead> {
  const cursor = new Cursor(source, signal);
  const magic = decodeUtf8(await cursor.take(Math.min(4, source.size)));
  if (magic !== 'GGUF') throw new GgufError('does not begin with "GGUF"');
  const version = await cursor.uint32();
  if (version !== 2 && version !== 3)
    throw new GgufError(
      version > 0xffff
        ? 'is written for big-endian machines'
        : `has version ${version} of the format; 2 and 3 can be read`,
    );
  const tensorCount = await cursor.count('tensors', MOST_TENSORS);
  const valueCount = await cursor.count('metadata values', MOST_VALUES);
  const values = new Map<string, GgufScalar>();
  const arrays = new Map<string, number>();
  const foundTokens = new Set<string>();
  for (let i = 0; i < valueCount; i++) {
    const key = await cursor.text(LONGEST_KEY, 'key');
    const type = await cursor.uint32();
    if (type !== ARRAY) {
      values.set(key, await cursor.scalar(type));
      continue;
    }
    const element = await cursor.uint32();
    const length = await cursor.count(`values in ${JSON.stringify(key)}`, MOST_ELEMENTS);
    arrays.set(key, length);
    await (key === TOKENS && element === TEXT
      ? findTokens(cursor, length, lookedFor, foundTokens)
      : skip(cursor, element, length));
  }
  return {
    ...{ version, values, arrays, foundTokens, tensorCount },
    parameterCount: await countParameters(cursor, tensorCount),
  };
}

/** Reads only tokens that are as long as one that is looked for: those are ASCII, as many bytes as characters. */
function findTokens(
  cursor: Cursor,
  length: number,
  lookedFor: ReadonlySet<string>,
  found: Set<string>,
): Promise<void> {
  const longest = Math.max(0, ...[...lookedFor].map((token) => token.length));
  return cursor.texts(length, longest, (token) => void (lookedFor.has(token) && found.add(token)));
}

function skip(cursor: Cursor, element: number, length: number): Promise<void> {
  const width = WIDTHS[element];
  if (width !== undefined) return cursor.skip(width * length);
  if (element !== TEXT) throw new GgufError(`has an array of type ${element}, which is not known`);
  return cursor.texts(length, -1, () => {});
}

async function countParameters(cursor: Cursor, tensorCount: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < tensorCount; i++) {
    await cursor.skip(await cursor.uint64());
    const dimensions = await cursor.uint32();
    if (dimensions > MOST_DIMENSIONS) throw new GgufError(`has a tensor of ${dimensions} dimensions`);
    let weights = 1;
    for (let d = 0; d < dimensions; d++) weights *= await cursor.uint64();
    sum += weights;
    // Its type and where its data begins.
    await cursor.skip(12);
  }
  if (!Number.isSafeInteger(sum)) throw new GgufError('has tensors larger than any file');
  return sum;
}

/** Where a source is read from front to back, a chunk at a time. */
class Cursor {
  #offset = 0;
  #chunk: Uint8Array = new Uint8Array(0);
  #chunkStart = 0;
  #view = new DataView(this.#chunk.buffer);

  constructor(
    private readonly source: ByteSource,
    private readonly signal?: CancelSignal,
  ) {}

  async take(length: number): Promise<Uint8Array> {
    const at = await this.#advance(length);
    return this.#chunk.subarray(at, at + length);
  }

  async uint32(): Promise<number> {
    const at = await this.#advance(4);
    return this.#view.getUint32(at, true);
  }

  async uint64(): Promise<number> {
    return this.#lengthAt(await this.#advance(8));
  }

  /**
   * Goes past `count` texts. There are hundreds of thousands: only a new chunk is waited for.
   * @param longest bytes of texts that are told to `look`; longer ones are not even decoded
   */
  async texts(count: number, longest: number, look: (text: string) => void): Promise<void> {
    for (let i = 0; i < count; i++) {
      if (!this.#holds(8)) await this.#load(8);
      const length = this.#lengthAt(this.#offset - this.#chunkStart);
      this.#offset += 8;
      this.#mustHave(length);
      if (length <= longest) {
        if (!this.#holds(length)) await this.#load(length);
        const at = this.#offset - this.#chunkStart;
        look(decodeUtf8(this.#chunk.subarray(at, at + length)));
      }
      this.#offset += length;
    }
  }

  /** Past 2⁵³ it is no length of anything: then infinite. */
  #lengthAt(place: number): number {
    const value = this.#view.getBigUint64(place, true);
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? Infinity : Number(value);
  }

  async count(what: string, most: number): Promise<number> {
    const count = await this.uint64();
    if (count > most) {
      const said = Number.isFinite(count) ? count : 'more than 2⁵³';
      throw new GgufError(`says that it has ${said} ${what}; at most ${most} are read`);
    }
    return count;
  }

  /** @param longest bytes; more are an error */
  async text(longest: number, what: string): Promise<string> {
    const length = await this.uint64();
    if (length > longest)
      throw new GgufError(`has a ${what} of ${length} bytes; at most ${longest} are read`);
    return decodeUtf8(await this.take(length));
  }

  async scalar(type: number): Promise<GgufScalar> {
    if (type === TEXT) {
      const length = await this.uint64();
      this.#mustHave(length);
      const kept = Math.min(length, LONGEST_TEXT);
      const text = decodeUtf8(await this.take(kept));
      await this.skip(length - kept);
      return text;
    }
    const width = WIDTHS[type];
    if (width === undefined) throw new GgufError(`has a value of type ${type}, which is not known`);
    const at = await this.#advance(width);
    const view = this.#view;
    switch (type) {
      case 0:
        return view.getUint8(at);
      case 1:
        return view.getInt8(at);
      case 2:
        return view.getUint16(at, true);
      case 3:
        return view.getInt16(at, true);
      case 4:
        return view.getUint32(at, true);
      case 5:
        return view.getInt32(at, true);
      case 6:
        return view.getFloat32(at, true);
      case 7:
        return view.getUint8(at) !== 0;
      case 10:
        return Number(view.getBigUint64(at, true));
      case 11:
        return Number(view.getBigInt64(at, true));
      default:
        return view.getFloat64(at, true);
    }
  }

  async skip(length: number): Promise<void> {
    this.#mustHave(length);
    this.#offset += length;
  }

  /** @returns place in the chunk of the next `length` bytes, which it then holds */
  async #advance(length: number): Promise<number> {
    if (!this.#holds(length)) await this.#load(length);
    const at = this.#offset - this.#chunkStart;
    this.#offset += length;
    return at;
  }

  #holds(length: number): boolean {
    const from = this.#offset - this.#chunkStart;
    return from >= 0 && from + length <= this.#chunk.length;
  }

  async #load(length: number): Promise<void> {
    this.#mustHave(length);
    if (this.signal?.aborted) throw new GgufError('takes too long to read');
    const wanted = Math.min(Math.max(length, CHUNK_BYTES), this.source.size - this.#offset);
    this.#chunk = await this.source.read(this.#offset, wanted);
    this.#chunkStart = this.#offset;
    const { buffer, byteOffset, byteLength } = this.#chunk;
    this.#view = new DataView(buffer, byteOffset, byteLength);
  }

  #mustHave(length: number): void {
    const end = this.#offset + length;
    if (end > this.source.size) throw new GgufError('is cut off: it ends in the middle of its head');
    if (end > MOST_BYTES) throw new GgufError(`has a head of more than ${MOST_BYTES >> 20} MB`);
  }
}
