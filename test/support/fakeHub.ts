/** A hub on this machine that behaves as Hugging Face's: redirects to a store elsewhere, ranges, refusals, faults. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HubRequest {
  readonly server: 'hub' | 'store';
  readonly method: string;
  readonly path: string;
  readonly range: string | null;
  readonly ifRange: string | null;
  readonly authorization: string | null;
}

/** Answers a request itself; false: as usual. */
type Fault = (request: IncomingMessage, response: ServerResponse) => boolean;

export class FakeHub {
  /** Content by `owner/name/file`. */
  readonly files = new Map<string, Buffer>();
  readonly requests: HubRequest[] = [];
  /** Token that is asked for; null: none is. */
  token: string | null = null;
  /** Faults of the next requests to each, in turn. */
  readonly faults: { hub: Fault[]; store: Fault[] } = { hub: [], store: [] };
  /** What the hub says instead of the true hash. */
  falseHash: string | null = null;
  /** The store answers with all of a file, whatever range is asked for. */
  ignoresRanges = false;
  etag: string | null = '"one"';
  commit = 'c'.repeat(40);

  private constructor(
    private readonly hub: Server,
    private readonly store: Server,
  ) {
    this.endpoint = addressOf(hub);
    hub.on('request', (request: IncomingMessage, response: ServerResponse) => this.#hub(request, response));
    store.on('request', (request: IncomingMessage, response: ServerResponse) =>
      this.#store(request, response),
    );
  }

  static async start(): Promise<FakeHub> {
    const servers = [createServer(), createServer()] as const;
    for (const server of servers)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeHub(...servers);
  }

  readonly endpoint: string;

  async close(): Promise<void> {
    for (const server of [this.hub, this.store]) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    }
  }

  /** Requests to the store, as `range` or `all`. */
  get ranges(): string[] {
    return this.requests.filter(({ server }) => server === 'store').map(({ range }) => range ?? 'all');
  }

  #note(server: HubRequest['server'], { method = '', url = '', headers }: IncomingMessage): void {
    this.requests.push({
      ...{ server, method, path: url, range: headers.range ?? null },
      ifRange: (headers['if-range'] as string | undefined) ?? null,
      authorization: headers.authorization ?? null,
    });
  }

  #hub(request: IncomingMessage, response: ServerResponse): void {
    this.#note('hub', request);
    if (this.faults.hub.shift()?.(request, response)) return;
    const { pathname } = new URL(request.url ?? '/', 'http://hub');
    if (this.token !== null && request.headers.authorization !== `Bearer ${this.token}`) {
      response.writeHead(401, { 'x-error-code': 'GatedRepo' }).end();
      return;
    }
    const listed = /^\/api\/models\/([^/]+\/[^/]+)\/tree\//.exec(pathname)?.[1];
    if (listed !== undefined) {
      const paths = [...this.files.keys()].filter((key) => key.startsWith(`${listed}/`));
      if (paths.length === 0) response.writeHead(404, { 'x-error-code': 'RepoNotFound' }).end();
      else
        response.end(
          JSON.stringify(paths.map((key) => ({ type: 'file', path: key.slice(listed.length + 1) }))),
        );
      return;
    }
    const [, repository = '', file = ''] = /^\/([^/]+\/[^/]+)\/resolve\/[^/]+\/(.+)$/.exec(pathname) ?? [];
    const key = `${repository}/${decodeURIComponent(file)}`;
    const content = this.files.get(key);
    if (!content) {
      response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
      return;
    }
    const hash = this.falseHash ?? createHash('sha256').update(content).digest('hex');
    response
      .writeHead(302, {
        location: `${addressOf(this.store)}/${key.split('/').map(encodeURIComponent).join('/')}?signed=yes`,
        ...{
          'x-linked-etag': `"${hash}"`,
          'x-linked-size': String(content.length),
          'x-repo-commit': this.commit,
        },
      })
      .end();
  }

  #store(request: IncomingMessage, response: ServerResponse): void {
    this.#note('store', request);
    if (this.faults.store.shift()?.(request, response)) return;
    const { pathname } = new URL(request.url ?? '/', 'http://store');
    const content = this.files.get(pathname.slice(1).split('/').map(decodeURIComponent).join('/'));
    if (!content) {
      response.writeHead(404).end();
      return;
    }
    const headers = this.etag === null ? {} : { etag: this.etag };
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? NaN);
    const ifRange = request.headers['if-range'];
    const isRest =
      !Number.isNaN(from) && !this.ignoresRanges && (ifRange === undefined || ifRange === this.etag);
    if (!isRest) response.writeHead(200, { ...headers, 'content-length': content.length }).end(content);
    else if (from >= content.length) response.writeHead(416, headers).end();
    else
      response
        .writeHead(206, {
          ...headers,
          'content-range': `bytes ${from}-${content.length - 1}/${content.length}`,
          'content-length': content.length - from,
        })
        .end(content.subarray(from));
  }
}

/**
 * Sends so many bytes of what is asked for, and cuts the connection once they have arrived: a cut before that takes with
 * it what is still under way.
 * @param received how many bytes of the file the client has
 */
export const cutAfter =
  (bytes: number, content: Buffer, received: () => number): Fault =>
  (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, {
      ...{ etag: '"one"', 'content-length': content.length - from },
      ...(from > 0 && { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
    });
    const cut = (): void => {
      if (received() >= from + bytes) response.destroy();
      else if (!response.destroyed) setImmediate(cut);
    };
    response.write(content.subarray(from, from + bytes), cut);
    return true;
  };

/** Answers with a status alone. */
export const status =
  (code: number, headers: Record<string, string> = {}): Fault =>
  (_, response) => {
    response.writeHead(code, headers).end();
    return true;
  };

/** Answers nothing, ever, behind its first bytes. */
export const hang =
  (content: Buffer): Fault =>
  (_, response) => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, 1000));
    return true;
  };

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
