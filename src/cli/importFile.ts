/** Imports a file from the command line: reads row by row, saves trace by trace, lists what could not be read. */
import { open } from 'node:fs/promises';
import { basename, parse } from 'node:path';
import type { Readable } from 'node:stream';
import { errors, quote } from '../core/errors';
import { importTraces } from '../core/formats/importTraces';
import type { Grader } from '../files/grader';
import { reasonOf } from '../files/journalFile';
import { commandGrader, gradeTrace } from './answerGrader';
import { EXIT, errorLine, type ExitCode } from './exit';
import { ImportReport } from './importReport';
import { Interruption } from './interruption';
import { Output, StatusLine } from './streams';
import { TraceFolder } from './traceFolder';

export interface ImportFileOptions {
  readonly format: string;
  readonly out: string;
  readonly limit?: number;
  readonly force?: true;
  readonly json?: true;
}

/** Rows of long traces come in pieces of 64 KB otherwise, each with a turn of the event loop. */
const CHUNK_BYTES = 1024 * 1024;

/** A line of progress that changes more often is not read. */
const PROGRESS_INTERVAL_MS = 100;

/**
 * Answers are graded where their row brings a right one.
 * @throws WaitpointError for an input that cannot be opened, or an output that cannot be written
 */
export async function importFile(
  typed: string,
  options: ImportFileOptions,
  grader: Grader = commandGrader(),
): Promise<ExitCode> {
  const interruption = new Interruption();
  const source = typed === '-' ? null : basename(typed);
  const input = await openInput(typed);
  // A reader that waits for input is woken up by its end.
  interruption.signal.addEventListener('abort', () => input.destroy());
  try {
    const folder = await TraceFolder.open(options.out, source === null ? 'stdin' : parse(source).name, {
      force: options.force ?? false,
    });
    try {
      const report = new ImportReport(options.format, source ?? 'standard input');
      await importInto(folder, report, grader, input, source, options, interruption.signal);
      return await conclude(report, folder, options, interruption.signal.aborted);
    } finally {
      folder.close();
    }
  } finally {
    input.destroy();
    interruption.dispose();
    await grader.dispose();
  }
}

async function importInto(
  folder: TraceFolder,
  report: ImportReport,
  { grade }: Grader,
  input: Readable,
  source: string | null,
  { format, limit = Infinity }: ImportFileOptions,
  signal: AbortSignal,
): Promise<void> {
  const status = new StatusLine(process.stderr);
  let shownAt = 0;
  try {
    const createdAt = new Date().toISOString();
    for await (const item of importTraces(piecesOf(input, signal), { format, source, createdAt })) {
      if (signal.aborted) break;
      report.add(item);
      if (item.kind === 'trace') {
        await gradeTrace(item.trace, grade);
        await folder.save(item.trace);
      }
      if (performance.now() - shownAt > PROGRESS_INTERVAL_MS) {
        shownAt = performance.now();
        status.show(report.progress);
      }
      if (report.traces >= limit) break;
    }
  } finally {
    status.clear();
  }
}

/** The input in pieces; an interruption ends it. @throws WaitpointError `badInput` when it fails on the way */
async function* piecesOf(input: Readable, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of input) yield piece as Uint8Array;
  } catch (error) {
    if (!signal.aborted) throw errors.badInput(`The input cannot be read: ${reasonOf(error)}.`);
  }
}

/** @throws WaitpointError `badInput` */
async function openInput(typed: string): Promise<Readable> {
  if (typed === '-') return process.stdin;
  const file = await open(typed).catch((error: unknown) => {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw errors.badInput(
      missing
        ? `No file at ${quote(typed, 200)}. Give the path of the file to import, or - for standard input.`
        : `${quote(typed, 200)} cannot be read: ${reasonOf(error)}.`,
    );
  });
  if ((await file.stat()).isDirectory()) {
    await file.close();
    throw errors.badInput(`${quote(typed, 200)} is a folder. Import its files one by one.`);
  }
  return file.createReadStream({ highWaterMark: CHUNK_BYTES });
}

async function conclude(
  report: ImportReport,
  folder: TraceFolder,
  { json }: ImportFileOptions,
  interrupted: boolean,
): Promise<ExitCode> {
  const output = new Output(process.stdout, () => {});
  if (!json) process.stderr.write(report.problemLines());
  output.write(json ? report.json() : report.summary(folder.path));
  await output.flush();
  if (output.failure) process.stderr.write(errorLine(output.failure));
  if (interrupted) process.stderr.write(errorLine('Interrupted. The traces written so far stay.'));
  if (interrupted) return EXIT.interrupted;
  return report.isClean && !output.failure ? EXIT.done : EXIT.badInput;
}
