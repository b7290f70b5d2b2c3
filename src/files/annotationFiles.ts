/** Annotations beside their trace: `x.annotations.NAME.jsonl` of `x.trace.json`, one file an annotator, only added to. */
import { open, readFile, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Annotation, AnnotationLine } from '../core/annotate/annotation';
import { currentAnnotations, parseLog, stringifyLine, type ParsedLog } from '../core/annotate/annotationLog';
import { errors, quote } from '../core/errors';
import { reasonOf } from './journalFile';

const TRACE = '.trace.json';
const NEWLINE = 0x0a;

/** Files of a trace that annotators have in common. */
function stemOf(tracePath: string): string {
  const name = basename(tracePath);
  return name.endsWith(TRACE) ? name.slice(0, -TRACE.length) : name;
}

export function annotationPath(tracePath: string, annotator: string): string {
  return join(dirname(tracePath), `${stemOf(tracePath)}.annotations.${annotator}.jsonl`);
}

/** The annotator whose file it is, of this trace; null: it is another file. */
export function annotatorOf(tracePath: string, fileName: string): string | null {
  const [start, end] = [`${stemOf(tracePath)}.annotations.`, '.jsonl'];
  if (!fileName.startsWith(start) || !fileName.endsWith(end)) return null;
  const name = fileName.slice(start.length, -end.length);
  return name === '' || name.includes('.') ? null : name;
}

/**
 * What every annotator says of a trace, by name. @throws WaitpointError `badInput` for a file that cannot be read
 */
export async function readAnnotations(tracePath: string): Promise<Map<string, ParsedLog>> {
  const folder = dirname(tracePath);
  const names = await readdir(folder).catch(() => []);
  const logs = new Map<string, ParsedLog>();
  for (const name of names.toSorted()) {
    const annotator = annotatorOf(tracePath, name);
    if (annotator !== null) logs.set(annotator, await readLog(join(folder, name)));
  }
  return logs;
}

/** An annotation file; empty where there is none. @throws WaitpointError `badInput` */
export async function readLog(path: string): Promise<ParsedLog> {
  try {
    return parseLog(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { lines: [], problems: [] };
    throw errors.badInput(`${quote(path, 200)} cannot be read: ${reasonOf(error)}.`);
  }
}

/**
 * Adds lines in one write, so that two windows never write into each other, and waits until they are on the disk. A
 * line that a crash cut off stays as it is, on a line of its own.
 * @throws WaitpointError `writeFailed`; what was written of them is then a line that cannot be read
 */
export async function appendLines(path: string, lines: readonly AnnotationLine[]): Promise<void> {
  try {
    const file = await open(path, 'a+');
    try {
      const { size } = await file.stat();
      const last = Buffer.alloc(1);
      if (size > 0) await file.read(last, 0, 1, size - 1);
      const separator = size > 0 && last[0] !== NEWLINE ? '\n' : '';
      const bytes = Buffer.from(separator + lines.map(stringifyLine).join(''));
      const { bytesWritten } = await file.write(bytes);
      // A full disk takes a part of it, and says so only to the next write.
      if (bytesWritten < bytes.length) await file.writeFile(bytes.subarray(bytesWritten));
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw errors.writeFailed(path, reasonOf(error));
  }
}

/**
 * What annotators say of a trace as it is, by name: what counts of each, of no other version of it.
 * @throws WaitpointError `badInput` for a file that cannot be read
 */
export async function currentByAnnotator(
  tracePath: string,
  identity: string,
): Promise<Map<string, readonly Annotation[]>> {
  const logs = await readAnnotations(tracePath);
  return new Map(
    [...logs].map(([name, { lines }]) => [
      name,
      currentAnnotations(lines).filter(({ trace }) => trace === identity),
    ]),
  );
}
