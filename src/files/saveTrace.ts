import { errors } from '../core/errors';
import type { Trace } from '../core/trace/trace';
import { stringifyTrace } from '../core/trace/traceFile';
import { reasonOf } from './journalFile';
import { writeAtomically } from './writeAtomically';

/** Writes a trace so that its file is always whole: the old one or the new. @throws WaitpointError `writeFailed` */
export async function saveTrace(path: string, trace: Trace): Promise<void> {
  await saveText(path, stringifyTrace(trace));
}

/** Writes a file that is always whole, by a temporary one beside it. @throws WaitpointError `writeFailed` */
export async function saveText(path: string, text: string | Uint8Array): Promise<void> {
  try {
    await writeAtomically(path, text);
  } catch (error) {
    throw errors.writeFailed(path, reasonOf(error));
  }
}
