/** Waits before a busy server is asked again: as long as it says, else twice as long each time, with jitter. */
import { ServerFault } from './serverFault';

/** About half a minute in all: longer than a restart of a small model, shorter than patience. */
const MOST_ATTEMPTS = 6;
const FIRST_WAIT_MS = 500;
/** A server that wants more rest than this is as good as dead to a run. */
const MOST_WAIT_MS = 30_000;

export interface Patience {
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** 0..1 */
  readonly random: () => number;
}

export const PATIENCE: Patience = { sleep: abortableSleep, random: Math.random };

/**
 * Does `work`, again and again while the server is busy.
 * @throws what `work` threw last, or at once what is no use to repeat
 */
export async function withBackOff<T>(
  work: () => Promise<T>,
  { sleep, random }: Patience,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ServerFault) || error.kind !== 'busy' || attempt === MOST_ATTEMPTS) throw error;
      const wait = error.retryAfterMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + random());
      if (wait > MOST_WAIT_MS) throw error;
      await sleep(wait, signal);
      if (signal?.aborted) throw error;
    }
  }
}

function abortableSleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
    if (signal?.aborted) done();
  });
}
