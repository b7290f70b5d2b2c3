/** What a stub of a server is asked for, and how it answers, whatever kind it plays. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TokenId } from '../../src/core/engine';
import type { ScriptedModel } from '../../src/engines/scripted/scriptedEngine';

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

export function* generate(
  model: ScriptedModel,
  { prompt, most, temperature, seed, stopIds, never, only }: Completion,
): Generator<Token> {
  const all = [...prompt];
  let draws = seed;
  for (let count = 0; count < most; count++) {
    const probs = model.predict(all);
    const usable = probs.map((p, id) => (never.includes(id) || (only && !only.includes(id)) ? 0 : p));
    let id = usable.indexOf(Math.max(...usable));
    if (temperature > 0) {
      const weights = usable.map((p) => p ** (1 / temperature));
      draws = (Math.imul(draws, 1664525) + 1013904223) >>> 0;
      let left = (draws / 2 ** 32) * weights.reduce((sum, one) => sum + one, 0);
      id = weights.findIndex((weight) => (left -= weight) < 0);
    }
    const ends = model.endOfGeneration.includes(id);
    yield { id, probs, ends };
    if (ends || stopIds.includes(id)) return;
    all.push(id);
  }
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

export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text) as unknown;
}
