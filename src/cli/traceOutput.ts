/**
 * Where `--out` goes: checked before anything is loaded, journaled while the run goes on, saved at once at its end.
 * Nothing that cannot be read is ever overwritten, and nothing received is given up while there is a place for it.
 */
import { access, constants, lstat, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { errors, messageOf, quote } from '../core/errors';
import { Journal, recoverJournal } from '../core/trace/journal';
import { LARGEST_TRACE_BYTES, parseTrace } from '../core/trace/traceFile';
import type { Trace } from '../core/trace/trace';
import type { TraceEvent } from '../core/trace/traceEvent';
import { openJournalFile, reasonOf } from '../files/journalFile';
import { saveTrace } from '../files/saveTrace';
import { FileLock } from '../files/fileLock';

const EXTENSION = '.trace.json';
/** A journal cut off in its first line holds no token; a file that begins otherwise is somebody's. */
const FIRST_WORDS = '{"type":"start"';

/** Tells the user something while the run goes on. */
export type Tell = (message: string) => void;

export class TraceOutput {
  private writing: Journal | null = null;
  private failed = false;

  private constructor(
    readonly path: string,
    private readonly lock: FileLock,
    private readonly tell: Tell,
  ) {}

  /**
   * Checks that `typed` may and can be written, and saves what the journal of a crashed run beside it holds.
   * @throws WaitpointError `badInput` for a file that is no trace, `writeFailed` for a place that cannot be written
   */
  static async prepare(typed: string, tell: Tell): Promise<TraceOutput> {
    if (!typed.endsWith(EXTENSION) || basename(typed) === EXTENSION) {
      throw errors.badInput(
        `--out is ${quote(typed, 200)}, but it must end in ${EXTENSION}, such as run${EXTENSION}.`,
      );
    }
    const path = resolve(typed);
    await refuseForeignFile(path);
    const lock = FileLock.take(path);
    try {
      await recover(path, tell);
      const output = new TraceOutput(path, lock, tell);
      output.writing = new Journal(await openJournalFile(journalPath(path)), (error) => {
        output.failed = true;
        tell(`${error.message} The run goes on in memory.`);
      });
      return output;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** Something could not be written: the exit code tells it. */
  get hasFailed(): boolean {
    return this.failed;
  }

  /** Path of the journal. */
  get journal(): string {
    return journalPath(this.path);
  }

  append(event: TraceEvent): void {
    this.writing?.append(event);
  }

  /**
   * Saves the trace; only then the journal goes. Where the place fails, the trace goes to the folder for
   * temporary files.
   * @returns where it was saved, or null when that failed too
   */
  async save(trace: Trace): Promise<string | null> {
    await this.closeJournal();
    for (const path of [this.path, join(tmpdir(), `${process.pid}-${basename(this.path)}`)]) {
      try {
        await saveTrace(path, trace);
        if (path === this.path) await rm(journalPath(path), { force: true });
        return path;
      } catch (error) {
        this.failed = true;
        this.tell(messageOf(error));
      }
    }
    return null;
  }

  /** Ends without a trace: nothing was received. */
  async discard(): Promise<void> {
    await this.closeJournal();
    await rm(this.journal, { force: true });
  }

  release(): void {
    this.lock.release();
  }

  private async closeJournal(): Promise<void> {
    await this.writing?.close();
    this.writing = null;
  }
}

export function journalPath(path: string): string {
  return `${path}.journal`;
}

/** @throws WaitpointError unless `path` is free, or a trace that this version can write back, and writable */
async function refuseForeignFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw errors.writeFailed(path, reasonOf(error));
  });
  if (!found) return;
  const refuse = (reason: string): never => {
    throw errors.badInput(`${quote(path, 200)} is not overwritten: ${reason} Choose another --out.`);
  };
  if (!found.isFile()) refuse('it is not a file.');
  if (found.size > LARGEST_TRACE_BYTES) refuse('it is too large to be a trace.');
  await access(path, constants.W_OK).catch((error) => {
    throw errors.writeFailed(path, reasonOf(error));
  });
  let readOnly: string | null = null;
  try {
    ({ readOnly } = parseTrace(await readFile(path)));
  } catch (error) {
    refuse(messageOf(error));
  }
  if (readOnly !== null) refuse(readOnly);
}

/** Saves what a crashed run left in its journal as a trace of its own, then removes the journal. */
async function recover(path: string, tell: Tell): Promise<void> {
  const journal = journalPath(path);
  const found = await lstat(journal).catch(() => null);
  if (!found) return;
  if (!found.isFile() || found.size > LARGEST_TRACE_BYTES) {
    throw errors.badInput(
      `${quote(journal, 200)} is in the way: it is no journal. Move it, or choose another --out.`,
    );
  }
  const text = await readFile(journal, 'utf8');
  let recovered: ReturnType<typeof recoverJournal>;
  try {
    recovered = recoverJournal(text);
  } catch (error) {
    throw errors.badInput(
      `The journal ${quote(journal, 200)} of an earlier run cannot be recovered: ${messageOf(error)} ` +
        'Move it, or choose another --out.',
    );
  }
  if (recovered) {
    const target = await freePath(path);
    await saveTrace(target, recovered.trace);
    const tokens = recovered.trace.tokens.id.length;
    tell(`An earlier run broke off: its ${tokens} tokens were recovered to ${quote(target, 200)}.`);
  } else if (!text.startsWith(FIRST_WORDS.slice(0, text.length))) {
    throw errors.badInput(
      `${quote(journal, 200)} is in the way: it is no journal. Move it, or choose another --out.`,
    );
  }
  await rm(journal);
}

/** `run.recovered.trace.json`, or the first of `run.recovered-2.trace.json` … that is free. */
async function freePath(path: string): Promise<string> {
  const base = path.slice(0, -EXTENSION.length);
  for (let number = 1; ; number++) {
    const candidate = `${base}.recovered${number === 1 ? '' : `-${number}`}${EXTENSION}`;
    if (!(await lstat(candidate).catch(() => null))) return candidate;
  }
}
