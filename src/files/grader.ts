/** Grades answers in a thread of its own, so that none of them can block whoever asks. */
import { Worker } from 'node:worker_threads';
import { messageOf } from '../core/errors';
import { wrong, type Verdict } from '../core/grade/verdict';

/** What the core's grader allows itself takes 0.4 s at worst; the rest is a busy machine. */
export const GRADE_TIMEOUT_MS = 2_000;
/** For a thread to begin. One that does not is a broken installation, not a hard answer. */
const START_TIMEOUT_MS = 30_000;
/** MiB of a thread's heap; the verdicts of long answers take a few. */
const MEMORY_MIB = 128;
/** How often a thread is started for one answer before the answer is given up. */
const MAX_STARTS = 2;

export interface GradeQuestion {
  readonly answer: string | null;
  readonly expected: string;
}

/** What the thread says: once that it is there, then one verdict a question. */
export type GraderMessage = { readonly ready: true } | { readonly verdict: Verdict };

export interface GraderOptions {
  /** Path of the bundled thread (`dist/graderWorker.cjs`). */
  readonly entry: string;
  /** Milliseconds for one answer, from when the thread has it; default `GRADE_TIMEOUT_MS`. */
  readonly timeoutMs?: number | undefined;
}

export interface Grader {
  /**
   * Verdicts come in the order of the questions. Never rejects: what takes too long, or breaks, is a verdict of the
   * kind `gaveUp`.
   */
  readonly grade: (answer: string | null, expected: string) => Promise<Verdict>;
  /** Ends the thread; what is still asked is answered by `gaveUp`. */
  dispose(): Promise<void>;
}

/** The thread starts with the first question, is ended at a time-out, and starts again with the next. */
export function openGrader({ entry, timeoutMs = GRADE_TIMEOUT_MS }: GraderOptions): Grader {
  let thread: GraderThread | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let isDisposed = false;

  const ask = async (question: GradeQuestion): Promise<Verdict> => {
    for (let start = 1; ; start++) {
      if (isDisposed) return gaveUp('the grader was closed');
      if (thread === null || thread.isOver) thread = new GraderThread(entry);
      const current = thread;
      try {
        await current.ready;
      } catch (error) {
        await current.end();
        if (start < MAX_STARTS) continue;
        return gaveUp(`the grader does not start: ${messageOf(error)}`);
      }
      return current.ask(question, timeoutMs);
    }
  };

  return {
    grade: (answer, expected) => {
      const verdict = last.then(() => ask({ answer, expected }));
      last = verdict;
      return verdict;
    },
    dispose: async () => {
      isDisposed = true;
      await thread?.end();
    },
  };
}

const gaveUp = (why: string): Verdict => wrong('gaveUp', `gave up: ${why}`);

class GraderThread {
  readonly ready: Promise<void>;
  isOver = false;
  readonly #worker: Worker;
  #answer: (verdict: Verdict) => void = () => {};

  constructor(entry: string) {
    this.#worker = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB } });
    this.ready = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('it does not answer')), START_TIMEOUT_MS);
      const fail = (error: Error): void => {
        this.isOver = true;
        clearTimeout(timer);
        reject(error);
        this.#answer(gaveUp(error.message));
      };
      this.#worker.on('message', (message: GraderMessage) => {
        if ('verdict' in message) return this.#answer(message.verdict);
        clearTimeout(timer);
        resolve();
      });
      this.#worker.on('error', fail);
      this.#worker.on('exit', (code) => fail(new Error(`the grader ended with code ${code}`)));
    });
    // Heard where it is waited for; without a question nobody waits.
    this.ready.catch(() => {});
  }

  /** One question at a time. */
  async ask(question: GradeQuestion, timeoutMs: number): Promise<Verdict> {
    // A thread at rest keeps no command from ending.
    this.#worker.ref();
    let timer: NodeJS.Timeout | undefined;
    const verdict = await new Promise<Verdict>((resolve) => {
      this.#answer = resolve;
      timer = setTimeout(() => {
        this.isOver = true;
        resolve(gaveUp(`it took longer than ${timeoutMs} ms`));
      }, timeoutMs);
      this.#worker.postMessage(question);
    });
    clearTimeout(timer);
    this.#answer = () => {};
    if (this.isOver) await this.end();
    else this.#worker.unref();
    return verdict;
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.#worker.terminate();
  }
}
