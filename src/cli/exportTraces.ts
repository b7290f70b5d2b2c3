/** Exports traces from the command line: reads one by one, writes row by row, tells what could not be kept. */
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errors, quote } from '../core/errors';
import { exportFormatNamed } from '../core/formats/export/exportFormats';
import type { ExportOptions, ExportRow } from '../core/formats/export/exportFormat';
import { Exporter, type Exported } from '../core/formats/export/exporter';
import { FileLock } from '../files/fileLock';
import type { Grader } from '../files/grader';
import { poolFiles, type PoolFile } from '../files/pool';
import { readTraces } from '../files/readTraces';
import { fileKindOf, writeRows } from '../files/writeRows';
import { commandGrader, gradeTrace } from './answerGrader';
import { EXIT, errorLine, type ExitCode } from './exit';
import { ExportReport } from './exportReport';
import { Output } from './streams';
import { untilInterrupted } from './untilInterrupted';

export interface ExportTracesOptions extends ExportOptions {
  readonly format: string;
  readonly out: string;
  readonly from: string;
  readonly force?: true;
  readonly json?: true;
}

/** A line of progress that changes more often is not read. */
const PROGRESS_TRACES = 100;

/** No row was made: the file must not be written. */
class NothingToWrite extends Error {}

/**
 * Answers are graded where a right one is known: rows and pairs say what is right.
 * @throws WaitpointError for an input that cannot be opened, or an output that cannot be written
 */
export async function exportTraces(
  paths: readonly string[],
  options: ExportTracesOptions,
  grader: Grader = commandGrader(),
): Promise<ExitCode> {
  const { out } = options;
  try {
    return await untilInterrupted('Interrupted. Nothing was written.', async (signal, status) => {
      const format = exportFormatNamed(options.format);
      const files = await poolFiles(paths);
      await refuseOutput(options, files);
      const lock = FileLock.take(out);
      const report = new ExportReport();
      try {
        const rows = rowsOf(files, new Exporter(format, options), options, report, {
          grader,
          signal,
          onTrace: (traces) => {
            if (traces % PROGRESS_TRACES === 0) status.show(report.progress);
          },
        });
        const written = await writeRows(out, rows, format.columns).catch((error: unknown) => {
          if (error instanceof NothingToWrite) return null;
          throw error;
        });
        status.clear();
        return await conclude(report, options, written?.rows ?? null);
      } finally {
        lock.release();
      }
    });
  } finally {
    await grader.dispose();
  }
}

/** @throws WaitpointError `badInput` */
async function refuseOutput({ out, force }: ExportTracesOptions, files: readonly PoolFile[]): Promise<void> {
  if (fileKindOf(out) === null)
    throw errors.badInput(`--out is ${quote(out, 200)}, but it must end in .jsonl or .parquet.`);
  if (files.some(({ path }) => resolve(path) === resolve(out)))
    throw errors.badInput(`${quote(out, 200)} is read too. Choose another --out.`);
  const isThere = await access(out).then(
    () => true,
    () => false,
  );
  if (isThere && !force)
    throw errors.badInput(
      `${quote(out, 200)} is there already. Overwrite it with --force, or choose another --out.`,
    );
}

interface Run {
  readonly grader: Grader;
  readonly signal: AbortSignal;
  readonly onTrace: (traces: number) => void;
}

async function* rowsOf(
  files: readonly PoolFile[],
  exporter: Exporter,
  { from }: ExportTracesOptions,
  report: ExportReport,
  { grader, signal, onTrace }: Run,
): AsyncGenerator<ExportRow> {
  let rows = 0;
  const take = function* (parts: Iterable<Exported>): Generator<ExportRow> {
    for (const { row, outcomes } of parts) {
      for (const outcome of outcomes) report.add(outcome);
      if (row === null) continue;
      rows++;
      yield row;
    }
  };
  let traces = 0;
  const createdAt = new Date().toISOString();
  for await (const found of readTraces(files, { format: from, createdAt, signal })) {
    signal.throwIfAborted();
    if ('problem' in found) {
      report.addLeftOut(found.id, found.problem);
      continue;
    }
    await gradeTrace(found.trace, grader.grade);
    yield* take(exporter.add(found.trace, found.id, found.labels));
    onTrace(++traces);
  }
  yield* take(exporter.end());
  if (rows === 0) throw new NothingToWrite();
}

async function conclude(
  report: ExportReport,
  { format, out, json }: ExportTracesOptions,
  rows: number | null,
): Promise<ExitCode> {
  const file = rows === null ? null : out;
  const output = new Output(process.stdout, () => {});
  if (!json) process.stderr.write(report.leftOutLines());
  output.write(json ? report.json(format, file, rows ?? 0) : report.summary(format, file, rows ?? 0));
  await output.flush();
  if (output.failure) process.stderr.write(errorLine(output.failure));
  return report.isWhole && rows !== null && !output.failure ? EXIT.done : EXIT.badInput;
}
