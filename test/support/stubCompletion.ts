/** What a stub of a server is asked for, and how it answers, whatever kind it plays. */
import type { ServerResponse } from 'node:http';
import type { TokenId } from '../../src/core/engine';

/** What goes wrong with a completion. */
export type Fault =
  | { readonly does: 'hang' }
  | { readonly does: 'page' }
  | { readonly does: 'status'; readonly status: number; readonly retryAfter?: string; readonly body?: string }
  /** The socket is cut before anything is answered, or behind some tokens. */
  | { readonly does: 'cut'; readonly after: number }
  /** As many alternatives for each token. */
  | { readonly does: 'alternatives'; readonly count: number }
  /** The text of every token is that of another. */
  | { readonly does: 'lie' }
  /** Every token has this id. */
  | { readonly does: 'id'; readonly id: number }
  /** The prompt loses its first token. */
  | { readonly does: 'truncate' }
  /** The answer is done one token early. */
  | { readonly does: 'end'; readonly after: number };

export interface Token {
  readonly id: TokenId;
  readonly probs: readonly number[];
  readonly ends: boolean;
}

/** What a completion was asked, whatever the server calls it. */
export interface Completion {
  readonly prompt: readonly TokenId[];
  readonly most: number;
  readonly temperature: number;
  readonly seed: number;
  readonly stopIds: readonly TokenId[];
  readonly never: readonly TokenId[];
  readonly only: readonly TokenId[] | null;
  readonly top: number;
  readonly stream: boolean;
}

export function topOf(probs: readonly number[], count: number): { id: TokenId; logprob: number }[] {
  return probs
    .map((p, id) => ({ id, logprob: Math.max(Math.log(p), -1e30) }))
    .sort((a, b) => b.logprob - a.logprob)
    .slice(0, count);
}

export async function event(response: ServerResponse, value: object): Promise<void> {
  response.write(`data: ${JSON.stringify(value)}\n\n`);
  // One event at a time, as from a model.
  await new Promise((resolve) => setImmediate(resolve));
}

export function json(response: ServerResponse, value: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
