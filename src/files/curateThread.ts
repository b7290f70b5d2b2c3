/** A curation in a thread of its own: the extension host is never kept busy by a pool. */
import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { CurationNews } from '../core/curate/shownCuration';
import { asWaitpointError, errors, type WaitpointError } from '../core/errors';
import { errorsFromPlain } from '../core/rpcErrors';
import type { CurateSession, CurationOrder } from './curateSession';

/** What the thread does: what its session does, and how it begins. */
export type CurateCalls = Omit<CurateSession, 'write' | 'read' | 'dispose'> & {
  open(order: CurationOrder): Promise<void>;
  /** From the beginning. */
  read(): Promise<void>;
  write(out: string): ReturnType<CurateSession['write']>;
  dispose(): Promise<void>;
};

export interface CurateEvents {
  news(news: CurationNews): void;
  writing(done: number, total: number | null): void;
}

export interface CurateThread {
  readonly calls: CurateCalls;
  /** Ends the thread; what is still asked is refused. */
  dispose(): Promise<void>;
}

/** MiB of a thread's heap; what is kept of a million rows lies outside of it, and a row may have 64 MiB. */
const MEMORY_MIB = 2048;

/**
 * @param entry path of the bundled thread (`dist/curateWorker.cjs`)
 * @param failed the thread has broken down, and must be opened anew
 */
export function openCurateThread(
  entry: string,
  events: CurateEvents,
  failed: (error: WaitpointError) => void,
): CurateThread {
  const worker = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB } });
  let isEnding = false;
  const calls = createBirpc<CurateCalls, CurateEvents>(events, {
    post: (message) => worker.postMessage(message),
    on: (receive) => void worker.on('message', receive),
    deserialize: errorsFromPlain,
    timeout: -1,
  });
  const end = (error: WaitpointError): void => {
    calls.$close(error);
    if (!isEnding) failed(error);
    isEnding = true;
  };
  worker.on('error', (error) => end(asWaitpointError(error)));
  worker.on('exit', (code) =>
    end(errors.badInput(`The thread that reads the pool ended with code ${code}.`)),
  );
  return {
    calls: calls,
    dispose: async () => {
      isEnding = true;
      calls.$close();
      await worker.terminate();
    },
  };
}
