/** From bytes to what a document shows, and the wrapper that a hot-exit backup needs. */
import { z } from 'zod';
import { asWaitpointError } from '../core/errors';
import { requestSchema, type Trace } from '../core/trace/trace';
import { parseTrace, stringifyTrace } from '../core/trace/traceFile';
import type { DocumentState } from './documentState';
import type { DocumentContent } from './traceDocument';

/** Gives a trace its models: those it ran with where they can be found, else the defaults. */
export type StateOf = (trace: Trace) => Promise<DocumentState>;

/** Never throws: what cannot be read becomes the problem that the editor shows. */
export async function contentOf(bytes: Uint8Array, stateOf: StateOf): Promise<DocumentContent> {
  try {
    const { trace, readOnly } = parseTrace(bytes);
    return { state: await stateOf(trace), readOnly };
  } catch (error) {
    return { problem: asWaitpointError(error, 'traceInvalid') };
  }
}

const backupSchema = z.object({
  /** The trace as its file would hold it. */
  trace: z.string(),
  next: z.object({ question: z.string(), request: requestSchema }).nullable(),
  modelPath: z.string(),
  scorerPath: z.string(),
  /** Digest of the file that was edited, to notice when it changes meanwhile; null where there was none. */
  disk: z.string().nullable(),
});

export interface Backup {
  readonly state: DocumentState;
  readonly disk: string | null;
}

export function stringifyBackup({ state, disk }: Backup): string {
  const { trace, next, modelPath, scorerPath } = state;
  return JSON.stringify({ trace: stringifyTrace(trace), next, modelPath, scorerPath, disk });
}

/** @throws WaitpointError, or a zod or JSON error, when the backup is not whole */
export function parseBackup(bytes: Uint8Array): Backup {
  const { trace, disk, ...rest } = backupSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  return { state: { ...rest, trace: parseTrace(Buffer.from(trace, 'utf8')).trace }, disk };
}
