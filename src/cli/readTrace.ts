import { readFile, stat } from 'node:fs/promises';
import { errors, messageOf, quote } from '../core/errors';
import { LARGEST_TRACE_BYTES, parseTrace } from '../core/trace/traceFile';
import type { Trace } from '../core/trace/trace';

/** @throws WaitpointError `badInput` for what is no file, `traceInvalid` and the like for what is no trace */
export async function readTrace(path: string): Promise<Trace> {
  const found = await stat(path).catch((error: unknown) => {
    throw errors.badInput(`No trace at ${quote(path, 200)}: ${messageOf(error)}.`);
  });
  if (!found.isFile())
    throw errors.badInput(`${quote(path, 200)} is not a file. Give it a .trace.json file.`);
  if (found.size > LARGEST_TRACE_BYTES) throw errors.traceTooLarge(found.size, LARGEST_TRACE_BYTES);
  return parseTrace(await readFile(path)).trace;
}

/** @throws WaitpointError `badInput` for a draft */
export function refuseDraft({ tokens }: Trace, path: string): void {
  if (tokens.id.length === 0)
    throw errors.badInput(`${quote(path, 200)} has no tokens yet: run it first, and then look into it.`);
}
