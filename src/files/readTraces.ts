/** The traces that files hold: trace files, and every row of data files that an importer reads. */
import { readFile, stat } from 'node:fs/promises';
import { errors, messageOf } from '../core/errors';
import { readRow } from '../core/formats/readRow';
import { LARGEST_TRACE_BYTES, parseTrace } from '../core/trace/traceFile';
import type { Label } from '../core/formats/foreignTrace';
import type { Trace } from '../core/trace/trace';
import { annotatedLabels } from './annotatedLabels';
import { TRACE_FILE, readPoolFile, type PoolFile } from './pool';

export type FoundTrace =
  | {
      /** Its file, and for a row its line: tells it from the others. */
      readonly id: string;
      readonly trace: Trace;
      /** Of its steps, by the annotations beside a trace file; undefined: nobody labelled it. */
      readonly labels?: readonly (Label | null)[] | undefined;
    }
  | { readonly id: string; readonly problem: string };

export interface ReadTracesOptions {
  /** Of rows: `auto`, or the name of a format. */
  readonly format: string;
  /** ISO 8601, for rows. */
  readonly createdAt: string;
  readonly signal?: AbortSignal;
}

/**
 * Every trace of the files, and everything that is none. Memory: one trace, or a row; of Parquet a row group.
 * @throws WaitpointError `badInput` for a file that cannot be read
 */
export async function* readTraces(
  files: readonly PoolFile[],
  options: ReadTracesOptions,
): AsyncGenerator<FoundTrace> {
  for (const file of files) {
    options.signal?.throwIfAborted();
    if (file.name.endsWith(TRACE_FILE)) yield await traceIn(file);
    else yield* rowsIn(file, options);
  }
}

async function traceIn({ path, name }: PoolFile): Promise<FoundTrace> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_TRACE_BYTES) throw errors.traceTooLarge(size, LARGEST_TRACE_BYTES);
    const { trace } = parseTrace(await readFile(path));
    return { id: name, trace, labels: await annotatedLabels(path, trace) };
  } catch (error) {
    return { id: name, problem: messageOf(error) };
  }
}

async function* rowsIn(
  file: PoolFile,
  { format, createdAt, signal }: ReadTracesOptions,
): AsyncGenerator<FoundTrace> {
  for await (const { line, json, entry } of readPoolFile(file, () => {}, signal)) {
    const id = `${file.name}:${line}`;
    if (json === null) {
      yield { id, problem: 'problem' in entry ? entry.problem : 'The row is no JSON.' };
      continue;
    }
    const row = { text: json, line, whole: false, json: true };
    for (const item of readRow(row, { format, source: file.name, createdAt }))
      yield item.kind === 'trace' ? { id, trace: item.trace } : { id, problem: item.message };
  }
}
