/** The file, or files, of a model: whether they are there and whole, and what they are together. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errors, quote } from '../../../core/errors';
import { findGgufProblem } from './checkGguf';

/** How llama.cpp names the parts of a model that is split: numbered from 1. */
const PART = /^(?<name>.+)-(?<number>\d{5})-of-(?<count>\d{5})\.gguf$/;

/**
 * Checks a model before a library reads it.
 * @returns its parts in order; one where it is not split
 * @throws WaitpointError `modelMissing`, `modelInvalid` naming what is wrong or missing
 */
export async function checkModelFile(path: string): Promise<string[]> {
  const { name, number, count } = PART.exec(basename(path))?.groups ?? {};
  await checkPart(path, number === undefined || Number(number) === 1);
  if (name === undefined || number === undefined || count === undefined) return [path];
  const parts = Array.from({ length: Number(count) }, (_, i) =>
    join(dirname(path), `${name}-${String(i + 1).padStart(5, '0')}-of-${count}.gguf`),
  );
  const [first = path] = parts;
  if (Number(number) !== 1)
    throw errors.modelInvalid(
      path,
      `it is part ${Number(number)} of ${parts.length}; name the first, ${quote(basename(first), 120)}`,
    );
  for (const [i, part] of parts.entries()) {
    const there = await stat(part).catch(() => null);
    if (!there?.isFile())
      throw errors.modelInvalid(
        path,
        `part ${i + 1} of ${parts.length} is missing: there is no ${quote(basename(part), 120)} beside it`,
      );
    if (i > 0) await checkPart(part, false);
  }
  return parts;
}

async function checkPart(path: string, isWhole: boolean): Promise<void> {
  const file = await open(path, 'r').catch(() => {
    throw errors.modelMissing(path);
  });
  try {
    if (!(await file.stat()).isFile()) throw errors.modelInvalid(path, 'it is not a file');
    const problem = await findGgufProblem(file, isWhole);
    if (problem !== null) throw errors.modelInvalid(path, problem);
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
