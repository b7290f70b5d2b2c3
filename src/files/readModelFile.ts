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

export interface ModelPart {
  readonly path: string;
  readonly sizeBytes: number;
  readonly changedMs: number;
}

export interface ModelParts extends Pick<ModelFile, 'path' | 'parts' | 'missing'> {
  /** In order. */
  readonly there: readonly ModelPart[];
}

/**
 * What the file at `path` says of its model; nothing is loaded.
 * @throws WaitpointError `modelMissing`, or `modelInvalid` saying what is wrong with it
 */
export async function readModelFile(path: string): Promise<ModelFile> {
  const found = await findParts(path);
  const { there, missing, parts } = found;
  const [first] = there;
  if (!first || first.path !== found.path) throw errors.modelPartMissing(path, missing, parts);
  const heads = await withTimeout(first.path, async (signal) => {
    const read: GgufHead[] = [];
    for (const part of there) read.push(await readHead(part.path, signal));
    return read;
  });
  const [head] = heads;
  if (!head) throw errors.modelMissing(path);
  const parameterCount = heads.reduce((sum, one) => sum + one.parameterCount, 0);
  return {
    path: found.path,
    facts: modelFacts({ ...head, parameterCount }),
    sizeBytes: there.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    parts,
    missing,
  };
}

/**
 * The files of the model at `path`, whichever part that is; none is opened.
 * @throws WaitpointError `modelMissing` where there is none of them, `modelInvalid` for what is no file
 */
export async function findParts(path: string): Promise<ModelParts> {
  const names = splitNames(basename(path));
  const paths = parseSplitName(basename(path)) ? names.map((name) => join(dirname(path), name)) : [path];
  const found = await Promise.all(paths.map(partAt));
  const there = found.filter((part) => part !== null);
  if (there.length === 0) throw errors.modelMissing(path);
  return {
    path: paths[0] ?? path,
    there,
    parts: paths.length,
    missing: names.filter((_, i) => found[i] === null),
  };
}

/** @throws WaitpointError `modelInvalid` naming what is missing */
export function mustBeWhole({ path, missing, parts }: Pick<ModelFile, 'path' | 'missing' | 'parts'>): void {
  if (missing.length > 0) throw errors.modelPartMissing(path, missing, parts);
}

async function partAt(path: string): Promise<ModelPart | null> {
  const found = await stat(path).catch(() => null);
  if (found && !found.isFile()) throw errors.modelInvalid(path, 'it is not a file');
  return found && { path, sizeBytes: found.size, changedMs: found.mtimeMs };
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
