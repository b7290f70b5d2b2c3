/**
 * One request by Node's own client. `fetch` throws away what it holds of an answer when the connection breaks, and gives
 * up after five minutes of silence; here every piece is kept as it comes.
 */
import { request as overHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as overHttps } from 'node:https';

export interface HttpQuestion {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
  /** Called each time that something came. */
  readonly onArrival: () => void;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Leaving the loop ends the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Follows no redirect. @throws what Node says of the connection */
export async function httpAsk(url: string, question: HttpQuestion): Promise<HttpAnswer> {
  try {
    return await once(url, question);
  } catch (error) {
    // A connection that was kept open, and that the server closed meanwhile: nothing was asked by it.
    if (error instanceof StaleConnection) return once(url, question);
    throw error;
  }
}

class StaleConnection extends Error {}

function once(url: string, { method, headers, body, signal, onArrival }: HttpQuestion): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? overHttps : overHttp;
    const outgoing = send(url, { method, headers, signal }, (incoming) => {
      onArrival();
      const { statusCode = 0, headers: told } = incoming;
      resolve({ status: statusCode, headers: told, body: arrivals(incoming, onArrival) });
    });
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      const isStale = outgoing.reusedSocket && error.code === 'ECONNRESET' && !signal.aborted;
      reject(isStale ? new StaleConnection(error.message) : error);
    });
    outgoing.end(body ?? undefined);
  });
}

/** What comes, taken at once whether or not anybody waits for it; an error is told behind what came before it. */
function arrivals(incoming: IncomingMessage, onArrival: () => void): AsyncIterable<Uint8Array> {
  const held: Uint8Array[] = [];
  let end: { readonly error: Error | null } | null = null;
  let wake = (): void => {};
  const ended = (error: Error | null): void => {
    end ??= { error };
    wake();
  };
  incoming.on('data', (piece: Buffer) => {
    held.push(piece);
    onArrival();
    wake();
  });
  incoming.once('end', () => ended(null));
  incoming.once('error', ended);
  incoming.once('close', () => ended(new Error('closed before its end')));
  return (async function* () {
    try {
      for (;;) {
        for (let piece = held.shift(); piece; piece = held.shift()) yield piece;
        if (end) break;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const { error } = end as { readonly error: Error | null };
      if (error) throw error;
    } finally {
      incoming.destroy();
    }
  })();
}
