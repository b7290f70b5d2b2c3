import { open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errors } from '../core/errors';
import { GgufError, readGguf, type GgufHead } from '../core/models/gguf';
import { DELIMITER_TOKENS, modelFacts, type ModelFacts } from '../core/models/modelFacts';
import { parseSplitName, splitNames } from '../core/models/splitName';
import { reasonOf } from './journalFile';

/** A head is read in milliseconds; what takes longer lies behind a network that hangs, or was made to. */
const TIMEOUT_MS = 20_000;

const LOOKED_FOR = new Set(DELIMITER_TOKENS);

/** A model as it lies on the disk: one file, or all parts of a split one. */
export interface ModelFile {
  /** Of the file, or of the first part. */
  readonly path: string;
  readonly facts: ModelFacts;
  /** Of all parts that are there. */
  readonly sizeBytes: number;
  /** How many files it should have. */
  readonly parts: number;
  /** File names of parts that are not there. */
  readonly missing: readonly string[];
}

/**
 * What the file at `path` says of its model; nothing is loaded.
 * @throws WaitpointError `modelMissing`, or `modelInvalid` saying what is wrong with it
 */
export async function readModelFile(path: string): Promise<ModelFile> {
  const split = parseSplitName(basename(path));
  const names = splitNames(basename(path));
  const first = join(dirname(path), names[0] ?? basename(path));
  const sizes = await Promise.all(names.map((name) => sizeOf(join(dirname(path), name))));
  const missing = names.filter((_, i) => sizes[i] === null);
  if (missing.length === names.length) throw errors.modelMissing(path);
  if (sizes[0] === null) throw errors.modelPartMissing(path, missing, names.length);
  const heads = await withTimeout(first, async (signal) => {
    const read: GgufHead[] = [];
    for (const [i, name] of names.entries())
      if (sizes[i] !== null) read.push(await readHead(join(dirname(path), name), signal));
    return read;
  });
  const [head] = heads;
  if (!head) throw errors.modelMissing(path);
  const parameterCount = heads.reduce((sum, one) => sum + one.parameterCount, 0);
  return {
    path: split ? first : path,
    facts: modelFacts({ ...head, parameterCount }),
    sizeBytes: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    parts: names.length,
    missing,
  };
}

/** @throws WaitpointError `modelInvalid` naming what is missing */
export function mustBeWhole({ path, missing, parts }: ModelFile): void {
  if (missing.length > 0) throw errors.modelPartMissing(path, missing, parts);
}

async function sizeOf(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  if (found && !found.isFile()) throw errors.modelInvalid(path, 'it is not a file');
  return found?.size ?? null;
}

async function readHead(path: string, signal: AbortSignal): Promise<GgufHead> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw errors.modelInvalid(path, `it cannot be read: ${reasonOf(error)}`);
  });
  try {
    const { size } = await file.stat();
    const read = async (offset: number, length: number): Promise<Uint8Array> => {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, offset);
      if (bytesRead < length) throw new GgufError('became shorter while it was read');
      return buffer;
    };
    return await readGguf({ size, read }, LOOKED_FOR, signal);
  } catch (error) {
    throw error instanceof GgufError
      ? errors.modelInvalid(path, `it ${error.message}`)
      : errors.modelInvalid(path, `it cannot be read: ${reasonOf(error)}`);
  } finally {
    await file.close();
  }
}

/** Also where a read never comes back, as over a network that is gone. */
async function withTimeout<T>(path: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      controller.abort();
      reject(errors.modelInvalid(path, 'it takes too long to read'));
    }, TIMEOUT_MS);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
