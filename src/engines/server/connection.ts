/** HTTP to one server: JSON, and streams of it. Never follows a redirect, which might take the key elsewhere. */
import { messageOf, quote } from '../../core/errors';
import { httpAsk, type HttpAnswer } from './httpAsk';
import { ServerFault, type FaultKind } from './serverFault';
import { sseData } from './sse';

/** A prompt of thousands of tokens on a slow processor takes a minute until its first token. */
export const DEFAULT_TIMEOUT_MS = 120_000;
/** Nobody waits longer for a token. */
export const MOST_TIMEOUT_MS = 300_000;

/** Characters of an error's body that are told: the first say what is wrong. */
const MOST_TOLD = 300;
/** Of one answer: the logits of a long prompt are a few MB; more is no answer of a model server. */
const MOST_BYTES = 64 << 20;

export interface ConnectionOptions {
  /** `http(s)://host:port/prefix`, without a `/` at its end. */
  readonly address: string;
  /** Sent as a bearer token; null: none. */
  readonly key: string | null;
  /** Longest silence. */
  readonly timeoutMs: number;
}

export interface Asking {
  /** Sent as JSON by POST; left out: GET. */
  readonly body?: object | undefined;
  readonly signal?: AbortSignal | undefined;
}

export class Connection {
  constructor(private readonly options: ConnectionOptions) {}

  get address(): string {
    return this.options.address;
  }

  /** @throws ServerFault; what `signal` has for a reason, when it fires */
  async json(path: string, asking: Asking = {}): Promise<unknown> {
    const silence = new Silence(this.options.timeoutMs, asking.signal);
    try {
      const response = await this.send(path, asking, silence);
      return this.parse(path, await this.text(response));
    } catch (error) {
      throw this.faultOf(path, error, silence);
    } finally {
      silence.end();
    }
  }

  /** As `json`; null where the server has no such path. */
  async jsonIfThere(path: string, asking: Asking = {}): Promise<unknown> {
    try {
      return await this.json(path, asking);
    } catch (error) {
      if (error instanceof NotThere) return null;
      throw error;
    }
  }

  /** The events of a stream, parsed, until it says `[DONE]` or ends. Leaving the loop ends the connection. */
  async *events(path: string, asking: Asking): AsyncGenerator<unknown, void, void> {
    const silence = new Silence(this.options.timeoutMs, asking.signal);
    try {
      const response = await this.send(path, asking, silence);
      for await (const data of sseData(response.body)) {
        if (data === '[DONE]') return;
        const value = this.parse(path, data);
        this.refuseError(path, value);
        yield value;
      }
    } catch (error) {
      throw this.faultOf(path, error, silence);
    } finally {
      silence.end();
    }
  }

  fault(
    kind: FaultKind,
    what: string,
    retryAfterMs: number | null = null,
    reason: 'unknownKind' | null = null,
  ): ServerFault {
    return new ServerFault(kind, this.address, this.withoutKey(what), retryAfterMs, reason);
  }

  private async send(path: string, { body }: Asking, silence: Silence): Promise<HttpAnswer> {
    const { address, key } = this.options;
    const response = await httpAsk(`${address}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(key !== null && { authorization: `Bearer ${key}` }),
      },
      body: body ? JSON.stringify(body) : null,
      signal: silence.signal,
      onArrival: () => silence.broken(),
    });
    const { status, headers } = response;
    if (status >= 200 && status < 300) return response;
    const told = await this.text(response);
    if (status === 404 || status === 405) throw new NotThere(this.address, path, status);
    throw this.refusal(path, status, headers, told);
  }

  private refusal(path: string, status: number, headers: HttpAnswer['headers'], told: string): ServerFault {
    const { key } = this.options;
    if (status === 401 || status === 403)
      return this.fault(
        'refused',
        key === null
          ? `wants a key (${status}). Set one for it: "Waitpoint: Set Key for a Server…", or WAITPOINT_API_KEY on the command line.`
          : `does not accept the key that is set for it (${status}). Set the right one.`,
      );
    if (status >= 300 && status < 400)
      return this.fault(
        'refused',
        `sends ${path} on to another address (${status}), which is not followed. Set that address instead.`,
      );
    const reason = reasonIn(told);
    if (status === 429 || status === 502 || status === 503 || status === 504)
      return this.fault(
        'busy',
        `cannot take ${path} now (${status}${reason && `: ${reason}`}).`,
        retryAfter(headers['retry-after'] ?? null),
      );
    return this.fault('refused', `refused ${path} with status ${status}${reason && `: ${reason}`}.`);
  }

  private async text({ body }: HttpAnswer): Promise<string> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of body) {
      pieces.push(piece);
      size += piece.length;
      if (size > MOST_BYTES) throw this.fault('refused', `sent more than ${MOST_BYTES >> 20} MB at once.`);
    }
    return Buffer.concat(pieces).toString('utf8');
  }

  private parse(path: string, text: string): unknown {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw this.fault(
        'refused',
        /^\s*</.test(text)
          ? `answered ${path} with a web page in place of JSON. Is that the address of a model server?`
          : `answered ${path} with what is not JSON: ${quote(text)}.`,
      );
    }
  }

  /** Servers tell a fault in the middle of a stream as an event. */
  private refuseError(path: string, value: unknown): void {
    const error = (value as { error?: unknown } | null)?.error;
    if (error == null) return;
    throw this.fault('refused', `broke off ${path}: ${reasonIn(JSON.stringify(value))}.`);
  }

  private faultOf(path: string, error: unknown, silence: Silence): unknown {
    if (silence.tooLong)
      return this.fault(
        'silent',
        `sent nothing for ${this.options.timeoutMs / 1000} s (${path}). It may hang, or need a longer time-out.`,
      );
    if (error instanceof ServerFault || silence.signal.aborted) return error;
    const { code } = error as { code?: unknown };
    if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EHOSTUNREACH' || code === 'EAI_AGAIN')
      return this.fault('busy', `cannot be reached (${code}). Is it running, and this machine online?`);
    return this.fault('broken', `closed the connection in the middle of an answer (${messageOf(error)}).`);
  }

  /** A server may quote what it was sent. */
  private withoutKey(text: string): string {
    const { key } = this.options;
    return key ? text.replaceAll(key, '•••') : text;
  }
}

class NotThere extends ServerFault {
  constructor(address: string, path: string, status: number) {
    super('refused', address, `has no ${path} (${status}).`);
  }
}

/** A signal that fires with the caller's, and when nothing came for too long. */
class Silence {
  private readonly controller = new AbortController();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly leave: () => void;
  tooLong = false;

  constructor(
    private readonly longestMs: number,
    outer: AbortSignal | undefined,
  ) {
    const abort = (): void => this.controller.abort(outer?.reason);
    outer?.addEventListener('abort', abort, { once: true });
    this.leave = () => outer?.removeEventListener('abort', abort);
    if (outer?.aborted) abort();
    this.broken();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Something came. */
  broken(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.tooLong = true;
      this.controller.abort();
    }, this.longestMs);
  }

  end(): void {
    if (this.timer) clearTimeout(this.timer);
    this.leave();
    // Ends the connection where its answer was not read to the end.
    this.controller.abort();
  }
}

/** The message inside the error forms of llama-server, vLLM and FastAPI, or the beginning of the body. */
function reasonIn(body: string): string {
  let reason: unknown = body;
  try {
    const value = JSON.parse(body) as Record<string, unknown>;
    const error = value['error'] as { message?: unknown } | string | undefined;
    reason =
      (typeof error === 'object' ? error.message : error) ?? value['message'] ?? value['detail'] ?? body;
  } catch {
    if (/^\s*</.test(body)) return 'a web page';
  }
  const text = typeof reason === 'string' ? reason : JSON.stringify(reason);
  return text.length > MOST_TOLD ? `${text.slice(0, MOST_TOLD)}…` : text;
}

/** Seconds or a date, as RFC 9110 has it. */
function retryAfter(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
