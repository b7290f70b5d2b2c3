/**
 * A server of a toy model that answers as llama-server, vLLM and SGLang document it (tools/server/README.md of
 * llama.cpp; vllm/entrypoints/openai/completion/protocol.py and serve/tokenize/protocol.py; stubSglang.ts), and is
 * stricter than all: fields that are not documented, and types that are not right, are refused. It can play every fault.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { TokenId } from '../../src/core/engine';
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
import { sglangAnswer, sglangDetokenize, sglangGenerate, sglangTokenize } from './stubSglang';
import { listen } from './listen';

export type StubKind = 'llama-server' | 'vllm' | 'sglang';
export type { Fault };

export interface StubOptions {
  readonly kind: StubKind;
  readonly model: ScriptedModel;
  readonly key?: string;
  readonly contextSize?: number;
  /** Name on the server. */
  readonly name?: string;
  /** Rows of a reward model's head for a prompt. */
  head?(ids: readonly TokenId[]): number[][];
  /** SGLang's tokenizer puts it before every text, told not to or not, as newer versions do. */
  readonly bos?: TokenId;
  /** What SGLang is started with, or how old it is. */
  readonly sglang?: {
    readonly incremental?: boolean;
    readonly interval?: number;
    readonly tokenizes?: boolean;
    readonly generates?: boolean;
  };
  /** For the n-th completion, from 0; null: none. */
  fault?(n: number): Fault | null;
}

export interface StubServer {
  readonly address: string;
  /** Bodies of the completions so far. */
  readonly asked: Record<string, unknown>[];
  /** Completions at one time, at most. */
  readonly most: () => number;
  close(): Promise<void>;
}

const ids = z.array(z.number().int().nonnegative());
const llamaCompletion = z.strictObject({
  prompt: ids,
  n_predict: z.number().int().min(1),
  cache_prompt: z.literal(true),
  return_tokens: z.literal(true),
  return_progress: z.boolean().optional(),
  timings_per_token: z.boolean(),
  stream: z.boolean(),
  n_probs: z.number().int().positive(),
  post_sampling_probs: z.literal(false),
  samplers: z.array(z.enum(['penalties', 'top_k', 'top_p', 'min_p', 'temperature'])),
  temperature: z.number().min(0),
  top_k: z.number().int().min(0),
  top_p: z.number().min(0).max(1),
  min_p: z.number().min(0).max(1),
  repeat_penalty: z.number(),
  repeat_last_n: z.number().int().min(0),
  presence_penalty: z.number(),
  frequency_penalty: z.number(),
  dynatemp_range: z.number(),
  mirostat: z.literal(0),
  min_keep: z.number().int().min(0),
  ignore_eos: z.boolean(),
  seed: z.number().int().min(0).max(0xffffffff),
  stop: z.array(z.string()),
  logit_bias: z.array(z.tuple([z.number().int(), z.union([z.number(), z.literal(false)])])),
});
const vllmCompletion = z.strictObject({
  model: z.string(),
  prompt: ids,
  add_special_tokens: z.literal(false),
  max_tokens: z.number().int().min(1),
  n: z.literal(1),
  stream: z.literal(true),
  stream_options: z.strictObject({ include_usage: z.boolean(), continuous_usage_stats: z.boolean() }),
  logprobs: z.number().int().min(0).max(20),
  return_tokens_as_token_ids: z.literal(true),
  temperature: z.number().min(0),
  top_k: z.number().int().min(0),
  top_p: z.number().gt(0).max(1),
  min_p: z.number().min(0).max(1),
  repetition_penalty: z.number().gt(0),
  presence_penalty: z.number(),
  frequency_penalty: z.number(),
  seed: z.number().int(),
  stop_token_ids: ids,
  include_stop_str_in_output: z.boolean(),
  skip_special_tokens: z.boolean(),
  spaces_between_special_tokens: z.boolean(),
  logit_bias: z.record(z.string().regex(/^\d+$/), z.number().min(-100).max(100)).optional(),
  allowed_token_ids: ids.min(1).optional(),
});
const vllmPooling = z.strictObject({
  model: z.string(),
  input: ids,
  task: z.literal('token_classify'),
  encoding_format: z.literal('float'),
  add_special_tokens: z.literal(false),
  use_activation: z.boolean(),
});
const llamaTokenize = z.strictObject({
  content: z.string(),
  add_special: z.boolean(),
  parse_special: z.boolean().optional(),
});
const vllmTokenize = z.union([
  z.strictObject({ model: z.string(), prompt: z.string(), add_special_tokens: z.boolean() }),
  z.strictObject({
    model: z.string(),
    messages: z.array(z.strictObject({ role: z.string(), content: z.string() })),
    add_generation_prompt: z.boolean(),
    add_special_tokens: z.boolean(),
  }),
]);

export async function startStub(options: StubOptions): Promise<StubServer> {
  const stub = new Stub(options);
  const listening = await listen((request, response) => {
    stub.answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: String(error) } }));
    });
  });
  return {
    ...listening,
    asked: stub.asked,
    most: () => stub.most,
  };
}

class Stub {
  readonly asked: Record<string, unknown>[] = [];
  most = 0;
  private now = 0;
  private readonly engine;

  constructor(private readonly options: StubOptions) {
    this.engine = scriptedEngine(options.model);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { key, kind } = this.options;
    if (key !== undefined && request.headers.authorization !== `Bearer ${key}`)
      // It repeats what it got, as some do.
      return json(response, { error: { message: `no such key: ${request.headers.authorization}` } }, 401);
    const body = request.method === 'POST' ? await bodyOf(request) : null;
    const path = request.url ?? '';
    switch (kind) {
      case 'llama-server':
        return this.llama(path, body, response);
      case 'vllm':
        return this.vllm(path, body, response);
      case 'sglang':
        return this.sglang(path, body, response);
      default:
        throw new Error(kind satisfies never);
    }
  }

  private async llama(path: string, body: unknown, response: ServerResponse): Promise<void> {
    switch (path) {
      case '/props':
        return json(response, {
          default_generation_settings: { n_ctx: (this.options.contextSize ?? 4096) + 1 },
          model_path: '/models/toy.gguf',
          model_alias: 'toy.gguf',
          model_ftype: 'Q8_0',
          chat_template: this.options.model.chatTemplate ?? '',
          bos_token: '',
          eos_token: '<eos>',
        });
      case '/v1/models':
        return json(response, {
          data: [
            { id: 'toy.gguf', meta: { n_vocab: this.size, n_params: 1000, size: 2000, n_ctx_train: 1e6 } },
          ],
        });
      case '/tokenize': {
        const { content, parse_special } = llamaTokenize.parse(body);
        const special = parse_special ?? true;
        return json(response, { tokens: await this.tokenize(content, special) });
      }
      case '/detokenize': {
        const { tokens } = z.strictObject({ tokens: ids }).parse(body);
        return json(response, { content: await this.engine.detokenize(tokens) });
      }
      case '/completion': {
        const asked = llamaCompletion.parse(body);
        const forced = asked.logit_bias.filter(([, bias]) => bias !== false).map(([id]) => id);
        return this.complete(body, response, {
          prompt: asked.prompt,
          most: asked.n_predict,
          temperature: asked.temperature,
          seed: asked.seed,
          stopIds: [],
          never: asked.logit_bias.filter(([, bias]) => bias === false).map(([id]) => id),
          only: forced.length > 0 ? forced : null,
          top: asked.n_probs,
          stream: asked.stream,
        });
      }
      default:
        return json(response, { error: { message: 'File Not Found' } }, 404);
    }
  }

  private async vllm(path: string, body: unknown, response: ServerResponse): Promise<void> {
    switch (path) {
      case '/version':
        return json(response, { version: '0.11.0' });
      case '/v1/models':
        return json(response, {
          object: 'list',
          data: [
            {
              id: this.options.name ?? 'org/toy',
              object: 'model',
              max_model_len: this.options.contextSize ?? 4096,
            },
          ],
        });
      case '/tokenize': {
        const asked = vllmTokenize.parse(body);
        const text =
          'prompt' in asked ? asked.prompt : asked.messages.map(({ content }) => `${content}\n`).join('');
        const tokens = await this.tokenize(text, true);
        return json(response, { count: tokens.length, max_model_len: 4096, tokens });
      }
      case '/detokenize': {
        const { tokens } = z.strictObject({ model: z.string(), tokens: ids }).parse(body);
        return json(response, { prompt: await this.engine.detokenize(tokens) });
      }
      case '/pooling': {
        const asked = vllmPooling.parse(body);
        const data = this.options.head?.(asked.input);
        if (!data) return json(response, { detail: 'Not Found' }, 404);
        this.asked.push(asked);
        return json(response, {
          ...{ id: 'pool-1', object: 'list', created: 0, model: asked.model },
          data: [{ index: 0, object: 'pooling', data }],
          usage: { prompt_tokens: asked.input.length, total_tokens: asked.input.length },
        });
      }
      case '/v1/completions': {
        const asked = vllmCompletion.parse(body);
        return this.complete(body, response, {
          prompt: asked.prompt,
          most: asked.max_tokens,
          temperature: asked.temperature,
          seed: asked.seed,
          stopIds: asked.stop_token_ids,
          never: Object.keys(asked.logit_bias ?? {}).map(Number),
          only: asked.allowed_token_ids ?? null,
          top: asked.logprobs,
          stream: true,
        });
      }
      default:
        return json(response, { detail: 'Not Found' }, 404);
    }
  }

  private async sglang(path: string, body: unknown, response: ServerResponse): Promise<void> {
    const { contextSize = 4096, name = 'org/toy', bos, model } = this.options;
    const { tokenizes = true, generates = true } = this.options.sglang ?? {};
    switch (tokenizes || !path.endsWith('tokenize') ? path : 'none') {
      case '/model_info':
        return json(response, {
          model_path: '/models/toy',
          tokenizer_path: '/models/toy',
          is_generation: generates,
        });
      case '/server_info':
        return json(response, {
          max_req_input_len: contextSize,
          max_total_num_tokens: 1e6,
          quantization: 'fp8',
        });
      case '/v1/models':
        return json(response, {
          object: 'list',
          data: [{ id: name, object: 'model', max_model_len: contextSize + 6 }],
        });
      case '/tokenize': {
        const asked = sglangTokenize.parse(body);
        const plain = 'prompt' in asked;
        const text = plain ? asked.prompt : asked.messages.map(({ content }) => `${content}\n`).join('');
        const tokens = await this.tokenize(text, true);
        if (plain && bos !== undefined) tokens.unshift(bos);
        return json(response, { tokens, count: tokens.length, max_model_len: contextSize });
      }
      case '/detokenize': {
        const { tokens, skip_special_tokens } = sglangDetokenize.parse(body);
        const shown = skip_special_tokens ? tokens.filter((id) => !model.special.includes(id)) : tokens;
        return json(response, { text: await this.engine.detokenize(shown) });
      }
      case '/generate': {
        const asked = sglangGenerate.parse(body);
        const { sampling_params: sampling } = asked;
        return this.complete(body, response, {
          prompt: asked.input_ids,
          most: sampling.max_new_tokens,
          temperature: sampling.temperature,
          seed: sampling.sampling_seed ?? 0,
          stopIds: sampling.stop_token_ids ?? [],
          never: Object.keys(sampling.logit_bias ?? {}).map(Number),
          only: null,
          top: asked.top_logprobs_num ?? 0,
          stream: asked.stream,
        });
      }
      default:
        return json(response, { detail: 'Not Found' }, 404);
    }
  }

  private async tokenize(text: string, special: boolean): Promise<TokenId[]> {
    try {
      return await this.engine.tokenize(text, { special, continues: true });
    } catch {
      // Every real tokenizer knows every text; the toy's stands for it with two tokens.
      return [0, 0];
    }
  }

  private beginsCharacter(id: TokenId): boolean {
    const piece = this.options.model.vocabulary[id];
    return piece instanceof Uint8Array && (piece.at(-1) ?? 0) >= 0xc0;
  }

  private get size(): number {
    return this.options.model.vocabulary.length;
  }

  private async complete(body: unknown, response: ServerResponse, asked: Completion): Promise<void> {
    const fault = this.options.fault?.(this.asked.length) ?? null;
    this.asked.push(body as Record<string, unknown>);
    this.most = Math.max(this.most, ++this.now);
    try {
      if (fault?.does === 'hang') return;
      if (fault?.does === 'page') return void response.end('<!doctype html><title>Sign in</title>');
      if (fault?.does === 'status') {
        response.setHeader('content-type', 'application/json');
        if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
        response.writeHead(fault.status);
        return void response.end(fault.body ?? '{"error":{"message":"not now"}}');
      }
      if (fault?.does === 'cut' && fault.after === 0) return void response.destroy();
      const prompt = fault?.does === 'truncate' ? asked.prompt.slice(1) : asked.prompt;
      const completion = { ...asked, prompt };
      const { kind, model, sglang = {} } = this.options;
      const tokens = generate(model, completion);
      if (kind === 'vllm') await this.vllmAnswer(response, completion, tokens, fault);
      else if (kind === 'llama-server') await this.llamaAnswer(response, completion, tokens, fault);
      else
        await sglangAnswer({
          ...{ response, completion, tokens, fault, ...sglang },
          asked: sglangGenerate.parse(body),
          spell: (spelt) => this.engine.detokenize(spelt),
          predict: (before) => model.predict(before),
        });
    } finally {
      this.now--;
    }
  }

  private async llamaAnswer(
    response: ServerResponse,
    { prompt, top, stream }: Completion,
    tokens: Iterable<Token>,
    fault: Fault | null,
  ): Promise<void> {
    const made = [...tokens];
    const told: { token: Token; text: string; count: number }[] = [];
    let open: TokenId[] = [];
    for (const [i, token] of made.entries()) {
      open.push(token.id);
      const text = await this.engine.detokenize(open);
      // A token that ends inside a character is not told of.
      if (this.beginsCharacter(token.id)) continue;
      const shown = this.options.model.special.includes(token.id) ? '' : text;
      told.push({ token, text: fault?.does === 'lie' ? `${shown}!` : shown, count: i + 1 });
      open = [];
    }
    const probabilities = ({ id, probs }: Token): object => ({
      id: fault?.does === 'id' ? fault.id : id,
      token: '',
      bytes: [],
      logprob: Math.log(probs[id] ?? 0),
      top_logprobs: topOf(probs, fault?.does === 'alternatives' ? fault.count : top),
    });
    const idOf = (id: TokenId): TokenId => (fault?.does === 'id' ? fault.id : id);
    const timings = { cache_n: 0, prompt_n: prompt.length, predicted_n: made.length };
    const final = {
      index: 0,
      content: '',
      tokens: [] as TokenId[],
      stop: true,
      stop_type: made.at(-1)?.ends ? 'eos' : 'limit',
      truncated: false,
      tokens_predicted: made.length,
      tokens_evaluated: prompt.length,
      timings,
    };
    if (!stream)
      return json(response, {
        ...final,
        tokens: made.map(({ id }) => idOf(id)),
        completion_probabilities: told.map(({ token }) => probabilities(token)),
      });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`: keep alive\n\n`);
    for (const [i, { token, text, count }] of told.entries()) {
      if (fault?.does === 'cut' && i === fault.after) return void response.socket?.end();
      if (fault?.does === 'end' && i === fault.after) break;
      await event(response, {
        index: 0,
        content: text,
        tokens: [idOf(token.id)],
        stop: false,
        tokens_predicted: count,
        tokens_evaluated: prompt.length,
        timings,
        completion_probabilities: [probabilities(token)],
      });
    }
    await event(response, fault?.does === 'end' ? { ...final, tokens_predicted: fault.after } : final);
    response.end();
  }

  private async vllmAnswer(
    response: ServerResponse,
    { prompt, top, most }: Completion,
    tokens: Iterable<Token>,
    fault: Fault | null,
  ): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    let count = 0;
    let open: TokenId[] = [];
    const name = (id: number): string => `token_id:${fault?.does === 'id' ? fault.id : id}`;
    for (const { id, probs, ends } of tokens) {
      if (fault?.does === 'cut' && count === fault.after) return void response.socket?.end();
      if (fault?.does === 'end' && count === fault.after) break;
      count++;
      open.push(id);
      let text = await this.engine.detokenize(open);
      if (text.endsWith('\uFFFD') && open.length < 2) text = '';
      else open = [];
      if (fault?.does === 'lie') text = `${text}!`;
      const kept = topOf(probs, fault?.does === 'alternatives' ? fault.count : top);
      const finish = ends ? 'stop' : count === most ? 'length' : null;
      await event(response, {
        id: 'cmpl-1',
        object: 'text_completion',
        created: 0,
        model: 'org/toy',
        choices: [
          {
            index: 0,
            text,
            logprobs: {
              text_offset: [0],
              tokens: [name(id)],
              token_logprobs: [Math.log(probs[id] ?? 0)],
              // The token itself is among them in any case.
              top_logprobs: [
                Object.fromEntries(
                  [...kept, ...topOf(probs, probs.length).filter((one) => one.id === id)].map((one) => [
                    `token_id:${one.id}`,
                    one.logprob,
                  ]),
                ),
              ],
            },
            finish_reason: finish,
            stop_reason: null,
          },
        ],
        usage: {
          prompt_tokens: prompt.length,
          total_tokens: prompt.length + count,
          completion_tokens: count,
        },
      });
      if (finish) break;
    }
    response.write('data: [DONE]\n\n');
    response.end();
  }
}
