/** The file, or files, of a model: whether they can be read, and what they are together. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errors, quote } from '../../../core/errors';
import { GgufError, readGguf, type GgufHead } from '../../../core/models/gguf';
import { parseSplitName, splitNames } from '../../../core/models/splitName';

/** The largest models have some 130; readers go through all of them to estimate memory. */
const MOST_BLOCKS = 10_000;

export interface CheckedModel {
  /** Paths in order; one where it is not split. */
  readonly parts: readonly string[];
  /** Of the first. */
  readonly head: GgufHead;
}

/**
 * Checks the heads of a model's files before a library reads them: libraries believe counts and lengths, and count to
 * 2⁶² before they find that the file has ended.
 * @throws WaitpointError `modelMissing`, or `modelInvalid` saying what is wrong with it
 */
export async function checkModelFile(path: string): Promise<CheckedModel> {
  const split = parseSplitName(basename(path));
  if (!split) return { parts: [path], head: await checkPart(path) };
  const parts = splitNames(basename(path)).map((name) => join(dirname(path), name));
  if (split.part !== 1)
    throw errors.modelInvalid(
      path,
      `it is part ${split.part} of ${split.parts}; name the first, ${quote(basename(parts[0] ?? path), 120)}`,
    );
  const head = await checkPart(path);
  for (const part of parts.slice(1)) await checkPart(part, false);
  return { parts, head };
}

/** @param isFirst the first part says what the model is */
async function checkPart(path: string, isFirst = true): Promise<GgufHead> {
  const file = await open(path, 'r').catch(() => {
    throw errors.modelMissing(path);
  });
  try {
    const found = await file.stat();
    if (!found.isFile()) throw errors.modelInvalid(path, 'it is not a file');
    const read = async (offset: number, length: number): Promise<Uint8Array> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      if (bytesRead < length) throw new GgufError('became shorter while it was read');
      return buffer;
    };
    const head = await readGguf({ size: found.size, read }, new Set());
    if (isFirst && typeof head.values.get('general.architecture') !== 'string')
      throw new GgufError('does not say its architecture');
    for (const [key, value] of head.values)
      if (key.endsWith('.block_count') && Number(value) > MOST_BLOCKS)
        throw new GgufError(`has a ${key} of ${value}, where ${MOST_BLOCKS} are the most`);
    return head;
  } catch (error) {
    throw error instanceof GgufError ? errors.modelInvalid(path, `it ${error.message}`) : error;
  } finally {
    await file.close();
  }
}

/** Size and time of each part: another one is another model, or one that is still being written. */
export async function stateOf(parts: readonly string[]): Promise<{ sizeBytes: number; stamp: string }> {
  const found = await Promise.all(parts.map((part) => stat(part)));
  return {
    sizeBytes: found.reduce((sum, { size }) => sum + size, 0),
    stamp: found.map(({ size, mtimeMs }) => `${size} ${mtimeMs}`).join(),
  };
}

/** Of all parts, one after the other. */
export async function sha256Of(parts: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const part of parts)
    for await (const chunk of createReadStream(part, { highWaterMark: 1 << 20 }))
      hash.update(chunk as Buffer);
  return hash.digest('hex');
}
