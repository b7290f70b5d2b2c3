/**
 * A server of a toy model with nothing but OpenAI's `/v1/models` and `/v1/completions`
 * (https://platform.openai.com/docs/api-reference/completions), and stricter: what is not in the specification is
 * refused unless the server is made to take it. It can play every fault.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { TokenId } from '../../src/core/engine';
import type { LocalTokenizer } from '../../src/engines/server/localTokenizer';
import { scriptedEngine, type ScriptedModel } from '../../src/engines/scripted/scriptedEngine';
import {
  bodyOf,
  event,
  generate,
  json,
  topOf,
  type Completion,
  type Fault,
  type Token,
} from './stubCompletion';
import { TOY } from './toyModel';
import { listen } from './listen';

export interface OpenAiStubOptions {
  readonly model: ScriptedModel;
  readonly key?: string;
  /** Default: text alone is taken. */
  readonly takesIds?: boolean;
  /** How log-probabilities are told; default: by text, as in the specification. */
  readonly form?: 'plain' | 'chat' | 'ids';
  /** How a token that is no text is told; default: `bytes:\xc3`. */
  readonly halves?: 'bytes' | 'broken';
  readonly bias?: 'raw' | 'shown' | 'ignored';
  readonly echoes?: boolean;
  /** Puts this token before every text. */
  readonly bos?: TokenId;
  /** Default: OpenAI's 5. */
  readonly mostLogprobs?: number;
  /** Takes fields that are in no specification, and keeps to those named here alone. */
  readonly lenient?: readonly ('top_k' | 'min_p' | 'repetition_penalty')[];
  /** The token that ends an answer is not told. */
  readonly hidesEnd?: boolean;
  /** Takes `logprobs`, and tells none. */
  readonly silent?: boolean;
  /** Without: no counts are told. */
  readonly counts?: boolean;
  readonly contextSize?: number;
  /** For the n-th completion after the engine was opened, from 0; null: none. */
  fault?(n: number): OpenAiFault | null;
}

export type OpenAiFault = Fault | { readonly does: 'unknown' } | { readonly does: 'silent' };

export interface OpenAiStub {
  readonly address: string;
  /** Bodies of the completions so far. */
  readonly asked: Record<string, unknown>[];
  /** From now on, faults count. */
  opened(): void;
  close(): Promise<void>;
}

const specified = {
  model: z.string(),
  prompt: z.union([z.string(), z.array(z.number().int().nonnegative())]),
  max_tokens: z.number().int().min(1),
  n: z.literal(1),
  stream: z.boolean().optional(),
  stream_options: z.strictObject({ include_usage: z.boolean() }).optional(),
  logprobs: z.number().int().min(0),
  temperature: z.number().min(0).max(2),
  top_p: z.number().min(0).max(1),
  presence_penalty: z.literal(0),
  frequency_penalty: z.literal(0),
  seed: z.number().int().optional(),
  echo: z.boolean().optional(),
  logit_bias: z.record(z.string().regex(/^\d+$/), z.number().min(-100).max(100)).optional(),
};
const strict = z.strictObject(specified);
const lenient = z.looseObject({
  ...specified,
  top_k: z.number().int().min(0).optional(),
  min_p: z.number().min(0).max(1).optional(),
  repetition_penalty: z.number().positive().optional(),
});
type Asked = z.infer<typeof lenient>;

/** The tokenizer of the toy model, as a file on this machine would give it. */
export function toyTokenizer(model: ScriptedModel): LocalTokenizer {
  const engine = scriptedEngine(model);
  const pieces = model.vocabulary.map((piece) => Buffer.from(piece as string));
  let end = 0;
  return {
    info: { ...engine.info, identity: { ...engine.info.identity, file: 'toy.gguf' }, trainContextSize: 4096 },
    tokenize: (text, options) => engine.tokenize(text, options),
    pieces: async () => ({
      bytes: Buffer.concat(pieces),
      ends: Uint32Array.from(pieces, ({ length }) => (end += length)),
    }),
    dispose: async () => undefined,
  };
}

export async function startOpenAiStub(options: OpenAiStubOptions): Promise<OpenAiStub> {
  const stub = new Stub(options);
  const listening = await listen((request, response) => {
    stub.answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) json(response, { error: { message: String(error) } }, 400);
      else response.destroy();
    });
  });
  return {
    ...listening,
    asked: stub.asked,
    opened: () => (stub.completions = 0),
  };
}

class Stub {
  readonly asked: Record<string, unknown>[] = [];
  /** Negative: the engine is being opened. */
  completions = -Infinity;
  private readonly engine;

  constructor(private readonly options: OpenAiStubOptions) {
    this.engine = scriptedEngine(options.model);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { key, contextSize } = this.options;
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`)
      return json(response, { error: { message: `no such key: ${request.headers.authorization}` } }, 401);
    if (request.url === '/v1/models')
      return json(response, {
        object: 'list',
        data: [{ id: 'org/toy', object: 'model', ...(contextSize && { context_length: contextSize }) }],
      });
    if (request.url !== '/v1/completions') return json(response, { error: { message: 'Not Found' } }, 404);
    const schema = this.options.lenient ? lenient : strict;
    const asked: Asked = schema.parse(await bodyOf(request));
    if (asked.logprobs > (this.options.mostLogprobs ?? 5)) throw new Error('logprobs: at most 5');
    this.asked.push(asked);
    const { silent } = this.options;
    const fault = silent ? { does: 'silent' as const } : (this.options.fault?.(this.completions) ?? null);
    await this.complete(response, asked, silent || this.completions++ >= 0 ? fault : null);
  }

  private async complete(response: ServerResponse, asked: Asked, fault: OpenAiFault | null): Promise<void> {
    if (fault?.does === 'hang') return;
    if (fault?.does === 'page') return void response.end('<!doctype html><title>Sign in</title>');
    if (fault?.does === 'status') return json(response, { error: { message: 'not now' } }, fault.status);
    if (fault?.does === 'cut' && fault.after === 0) return void response.destroy();
    const prompt = await this.promptOf(asked.prompt);
    const counted = fault?.does === 'truncate' ? prompt.length - 1 : prompt.length;
    const tokens = this.tokens(prompt, asked);
    const usage = (told: number): object | null =>
      this.options.counts === false
        ? null
        : { prompt_tokens: counted, completion_tokens: told, total_tokens: counted + told };
    if (!asked.stream) return json(response, await this.whole(prompt, tokens, asked, fault, usage));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let count = 0;
    let open: TokenId[] = [];
    for (const token of tokens) {
      if (fault?.does === 'cut' && count === fault.after) return void response.socket?.end();
      if (fault?.does === 'end' && count === fault.after) break;
      count++;
      open.push(token.id);
      const text = this.options.model.special.includes(token.id) ? '' : await this.shown(open);
      if (text !== '' || !this.isHalf(token.id)) open = [];
      const hides = token.ends && this.options.hidesEnd === true;
      const logprobs = hides || fault?.does === 'silent' ? null : this.logprobs([token], asked, fault);
      await event(response, { choices: [{ index: 0, text, logprobs, finish_reason: null }] });
    }
    const last = tokens.at(-1)?.ends === true && fault?.does !== 'end' ? 'stop' : 'length';
    await event(response, { choices: [{ index: 0, text: '', logprobs: null, finish_reason: last }] });
    if (asked.stream_options?.include_usage) await event(response, { choices: [], usage: usage(count) });
    response.write('data: [DONE]\n\n');
    response.end();
  }

  private async whole(
    prompt: readonly TokenId[],
    tokens: readonly Token[],
    asked: Asked,
    fault: OpenAiFault | null,
    usage: (told: number) => object | null,
  ): Promise<object> {
    const { model, echoes = false } = this.options;
    const before =
      asked.echo && echoes
        ? prompt.map((id, i) => ({ id, probs: model.predict(prompt.slice(0, i)), ends: false }))
        : [];
    const told = tokens.filter(({ ends }) => !ends || !this.options.hidesEnd);
    const logprobs = fault?.does === 'silent' ? null : this.logprobs([...before, ...told], asked, fault);
    const text = await this.engine.detokenize(
      [...before, ...tokens].map(({ id }) => id).filter((id) => !model.special.includes(id)),
    );
    const finish_reason = tokens.at(-1)?.ends ? 'stop' : 'length';
    return { choices: [{ index: 0, text, logprobs, finish_reason }], usage: usage(tokens.length) };
  }

  private async promptOf(prompt: string | readonly TokenId[]): Promise<TokenId[]> {
    const { takesIds = false, bos } = this.options;
    if (typeof prompt !== 'string') {
      if (!takesIds) throw new Error('prompt: a text is wanted');
      return [...prompt];
    }
    const ids = await this.engine.tokenize(prompt, { special: true, continues: false });
    return bos === undefined ? ids : [bos, ...ids];
  }

  private tokens(prompt: readonly TokenId[], asked: Asked): Token[] {
    const { bias = 'raw', lenient = [], model } = this.options;
    const biases = bias === 'ignored' ? [] : Object.entries(asked.logit_bias ?? {});
    const of = (sign: number): TokenId[] =>
      biases.filter(([, value]) => Math.sign(value) === sign).map(([id]) => Number(id));
    const only = of(1);
    const never = of(-1);
    const keepsToFew =
      (lenient.includes('top_k') && asked.top_k === 1) || (lenient.includes('min_p') && asked.min_p === 1);
    const completion: Completion = {
      ...{ prompt, most: asked.max_tokens, seed: asked.seed ?? 7, stopIds: [], never },
      temperature: keepsToFew ? 0 : asked.temperature,
      only: only.length > 0 ? only : null,
      ...{ top: asked.logprobs, stream: asked.stream ?? false },
    };
    const penalty = lenient.includes('repetition_penalty') ? (asked.repetition_penalty ?? 1) : 1;
    const predict = (ids: readonly TokenId[]): number[] => {
      const probs = model.predict(ids).map((p, id) => (ids.includes(id) ? p ** penalty : p));
      const total = probs.reduce((sum, p) => sum + p, 0);
      return probs.map((p) => p / total);
    };
    const made = [...generate({ ...model, predict }, completion)];
    if (bias !== 'shown' || biases.length === 0) return made;
    return made.map((token) => {
      const probs = token.probs.map((p, id) =>
        never.includes(id) || (only.length > 0 && !only.includes(id)) ? 0 : p,
      );
      const total = probs.reduce((sum, p) => sum + p, 0);
      return { ...token, probs: probs.map((p) => p / total) };
    });
  }

  private logprobs(tokens: readonly Token[], { logprobs }: Asked, fault: OpenAiFault | null): object {
    const { form = 'plain' } = this.options;
    const most = fault?.does === 'alternatives' ? fault.count : logprobs;
    const name = (id: TokenId): string => (fault?.does === 'unknown' ? `xyzzy${id}` : this.name(id));
    const top = ({ probs }: Token) => topOf(probs, most);
    if (form === 'plain')
      return {
        text_offset: tokens.map(() => 0),
        tokens: tokens.map(({ id }) => name(id)),
        token_logprobs: tokens.map(({ id, probs }) => Math.log(probs[id] ?? 0)),
        top_logprobs: tokens.map((token) =>
          Object.fromEntries(top(token).map(({ id, logprob }) => [name(id), logprob])),
        ),
      };
    const one = (id: TokenId, logprob: number): object => ({
      token: Buffer.from(this.piece(id)).toString('utf8'),
      bytes: fault?.does === 'unknown' ? [1, 2, 3] : [...this.piece(id)],
      ...(form === 'ids' && { id: fault?.does === 'id' ? fault.id : id }),
      logprob,
    });
    return {
      content: tokens.map((token) => ({
        ...one(token.id, Math.log(token.probs[token.id] ?? 0)),
        top_logprobs: top(token).map(({ id, logprob }) => one(id, logprob)),
      })),
    };
  }

  private piece(id: TokenId): Uint8Array {
    return Buffer.from((this.options.model.vocabulary[id] ?? '') as string);
  }

  private name(id: TokenId): string {
    const bytes = this.piece(id);
    if (!this.isHalf(id)) return Buffer.from(bytes).toString('utf8');
    if (this.options.halves === 'broken') return '\uFFFD';
    return `bytes:${[...bytes].map((byte) => `\\x${byte.toString(16)}`).join('')}`;
  }

  private isHalf(id: TokenId): boolean {
    return id === TOY.e1 || id === TOY.e2;
  }

  private async shown(open: readonly TokenId[]): Promise<string> {
    const text = await this.engine.detokenize(open);
    return open.length < 2 && this.isHalf(open[0] ?? -1) ? '' : text;
  }
}
