/** Asks a hub as Hugging Face's: who follows its redirects, and what its refusals mean. */
import { errors } from '../../core/errors';
import { isLoopback } from '../../core/models/isLoopback';

export interface HubOptions {
  /** Such as https://huggingface.co, without a slash at the end. */
  readonly endpoint: string;
  /** Null: nothing that asks for one. It goes to the endpoint alone, whatever it redirects to. */
  readonly token: string | null;
  readonly signal: AbortSignal;
}

/** What a hub has under a name. */
export interface HubFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Of the content, 64 hex digits; null: the hub tells none. */
  readonly sha256: string | null;
  /** That the revision stands for now: what is downloaded comes from this one. */
  readonly commit: string;
}

const DEFAULT_ENDPOINT = 'https://huggingface.co';
/** A renamed repository and a storage behind two hosts make three. */
const MOST_REDIRECTS = 8;
/** A thousand files each. */
const MOST_PAGES = 10;
const SHA256 = /^[0-9a-f]{64}$/;

/** `HF_ENDPOINT`, or the hub itself. @throws WaitpointError `badInput` where it is no address */
export function hubEndpoint(environment: Readonly<Record<string, string | undefined>>): string {
  const set = environment['HF_ENDPOINT']?.trim() ?? '';
  if (set === '') return DEFAULT_ENDPOINT;
  if (!URL.canParse(set) || !/^https?:$/.test(new URL(set).protocol))
    throw errors.badInput(`HF_ENDPOINT is ${JSON.stringify(set)}, but it must be an http or https address.`);
  return set.replace(/\/+$/, '');
}

export class HubClient {
  readonly #origin: string;

  constructor(readonly options: HubOptions) {
    const { origin, protocol, hostname } = new URL(options.endpoint);
    this.#origin = origin;
    if (options.token !== null && protocol === 'http:' && !isLoopback(hostname))
      throw errors.badInput(
        `The token is not sent to ${origin}: that connection is not encrypted. Use https, or remove the token.`,
      );
  }

  /** Paths of all files of a repository. */
  async list(repository: string, revision: string): Promise<string[]> {
    const paths: string[] = [];
    let url: string | null =
      `${this.options.endpoint}/api/models/${repository}/tree/${encodeURIComponent(revision)}?recursive=true`;
    for (let page = 0; url !== null && page < MOST_PAGES; page++) {
      const response = await this.ask('GET', url);
      await this.#mustBeGood(response, repository, null);
      const entries: unknown = await response.json().catch(() => null);
      if (!Array.isArray(entries)) throw errors.downloadFailed(`${this.#origin} gave no list of files.`);
      for (const entry of entries as { type?: unknown; path?: unknown }[])
        if (entry?.type === 'file' && typeof entry.path === 'string') paths.push(entry.path);
      url = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1] ?? null;
    }
    return paths;
  }

  /** What the hub says of a file, without its content. */
  async look(repository: string, revision: string, path: string): Promise<HubFile> {
    let response = await this.ask('HEAD', this.addressOf(repository, revision, path), {}, false);
    // A renamed repository redirects within the hub; the content lies elsewhere, and its facts stand in the redirect.
    for (let i = 0; i < MOST_REDIRECTS && isRedirect(response); i++) {
      const next = new URL(response.headers.get('location') ?? '', response.url || this.options.endpoint);
      if (response.headers.has('x-linked-size') || next.origin !== this.#origin) break;
      response = await this.ask('HEAD', next.href, {}, false);
    }
    if (!isRedirect(response)) await this.#mustBeGood(response, repository, path);
    const { headers } = response;
    const sizeBytes = Number(headers.get('x-linked-size') ?? headers.get('content-length') ?? NaN);
    const etag = (headers.get('x-linked-etag') ?? headers.get('etag') ?? '').replace(/^W\/|"/g, '');
    const commit = headers.get('x-repo-commit') ?? revision;
    if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0)
      throw errors.downloadFailed(`${this.#origin} does not tell the size of ${JSON.stringify(path)}.`);
    return { path, sizeBytes, sha256: SHA256.test(etag) ? etag : null, commit };
  }

  addressOf(repository: string, revision: string, path: string): string {
    const parts = path.split('/').map(encodeURIComponent).join('/');
    return `${this.options.endpoint}/${repository}/resolve/${encodeURIComponent(revision)}/${parts}`;
  }

  /** The content of a file, or the rest of it. @throws WaitpointError where it is refused */
  async content(
    url: string,
    headers: Readonly<Record<string, string>>,
    { repository, path, signal }: { repository: string; path: string; signal: AbortSignal },
  ): Promise<Response> {
    const response = await this.ask('GET', url, headers, true, signal);
    if (response.status !== 416) await this.#mustBeGood(response, repository, path);
    return response;
  }

  /** @param follow redirects, without the token where they lead to another origin */
  async ask(
    method: 'GET' | 'HEAD',
    address: string,
    headers: Readonly<Record<string, string>> = {},
    follow = true,
    signal = this.options.signal,
  ): Promise<Response> {
    let url = new URL(address);
    for (let i = 0; i <= MOST_REDIRECTS; i++) {
      const { token } = this.options;
      const own = token !== null && url.origin === this.#origin ? { authorization: `Bearer ${token}` } : {};
      const response = await fetch(url, {
        ...{ method, redirect: 'manual', signal },
        headers: { 'accept-encoding': 'identity', 'user-agent': 'waitpoint', ...headers, ...own },
      });
      if (!follow || !isRedirect(response)) return response;
      await response.body?.cancel();
      const next = new URL(response.headers.get('location') ?? '', url);
      if (!/^https?:$/.test(next.protocol) || (url.protocol === 'https:' && next.protocol === 'http:'))
        throw errors.downloadFailed(`${url.origin} redirects to ${next.protocol}, which is not followed.`);
      url = next;
    }
    throw errors.downloadFailed(`${this.#origin} redirects without end.`);
  }

  async #mustBeGood(response: Response, repository: string, path: string | null): Promise<void> {
    if (response.ok) return;
    await response.body?.cancel().catch(() => {});
    const { status, headers } = response;
    const reason = headers.get('x-error-code') ?? '';
    const page = `${this.options.endpoint}/${repository}`;
    const what = path === null ? repository : `${repository}/${path}`;
    if (status === 401 || status === 403) {
      if (this.options.token === null)
        throw errors.accessDenied(
          reason === 'RepoNotFound'
            ? `${repository} does not exist on ${this.#origin}, or is private and needs a token.`
            : `${repository} needs a token: accept its licence on ${page}, and set a token of your account ` +
                `(${this.options.endpoint}/settings/tokens).`,
        );
      throw errors.accessDenied(
        status === 401
          ? `${this.#origin} does not accept the token. Set another one.`
          : `Your account may not download ${repository}: accept its licence on ${page}, then try again.`,
      );
    }
    if (status === 404)
      throw errors.badInput(
        reason === 'RevisionNotFound'
          ? `${repository} has no such revision on ${this.#origin}.`
          : `${what} is not on ${this.#origin}. See ${page} for what there is.`,
      );
    throw new HubBusy(status, retryAfterMs(headers.get('retry-after')));
  }
}

/** The hub says that it cannot now: later it may. */
export class HubBusy extends Error {
  override readonly name = 'HubBusy';

  constructor(
    readonly status: number,
    /** What it asks to wait; null: it does not say. */
    readonly waitMs: number | null,
  ) {
    super(status === 429 ? 'the hub allows no more requests for now' : `the hub answers ${status}`);
  }
}

/** Seconds, or a date. */
function retryAfterMs(value: string | null): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const until = Date.parse(value);
  return Number.isNaN(until) ? null : Math.max(0, until - Date.now());
}

function isRedirect({ status }: Response): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}
