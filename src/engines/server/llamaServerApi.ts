/**
 * llama-server (llama.cpp, tools/server/README.md). It takes ids and gives ids; control tokens have no text in its
 * streams; a token that ends inside a character has no event at all there, only the counter tells of it.
 */
import { z } from 'zod';
import type { TokenId } from '../../core/engine';
import type { Connection } from './connection';
import { parseAnswer } from './parseAnswer';
import type { Prediction, PredictRequest, ServedModel, ServerApi } from './serverApi';

/** As the local engine reads: enough for the alternatives and a close estimate of the entropy. */
const TOP = 40;
/** llama.cpp's usual window, as the local engine has it. */
const PENALTY_WINDOW = 64;
/** Tokens asked for at once where streams leave out some: the most that a stop may come late. */
const BLOCK = 16;
/** Forces one id past every other: logits are below 1e4, and the raw probabilities do not see it. */
const FORCING_BIAS = 1e6;

const propsSchema = z.object({
  default_generation_settings: z.object({ n_ctx: z.number().int().positive() }),
  model_path: z.string(),
  model_alias: z.string().nullish(),
  model_ftype: z.string().nullish(),
  chat_template: z.string().nullish(),
  bos_token: z.string().nullish(),
  eos_token: z.string().nullish(),
});
const modelsSchema = z.object({
  data: z
    .array(
      z.object({
        id: z.string(),
        meta: z
          .object({ n_vocab: z.number(), n_params: z.number(), size: z.number(), n_ctx_train: z.number() })
          .partial()
          .nullish(),
      }),
    )
    .min(1),
});
const tokensSchema = z.object({ tokens: z.array(z.number().int().nonnegative()) });
const contentSchema = z.object({ content: z.string() });

const logprob = z.object({ id: z.number().int(), logprob: z.number() });
const probabilitiesSchema = z.array(logprob.extend({ top_logprobs: z.array(logprob) })).optional();
const timingsSchema = z.object({ prompt_n: z.number(), predicted_n: z.number() }).partial();
const eventSchema = z.object({
  content: z.string(),
  tokens: z.array(z.number().int()),
  stop: z.boolean(),
  stop_type: z.string().optional(),
  truncated: z.boolean().optional(),
  tokens_predicted: z.number().int(),
  tokens_evaluated: z.number().int(),
  timings: timingsSchema.optional(),
  prompt_progress: z.unknown().optional(),
  completion_probabilities: probabilitiesSchema,
});
type CompletionEvent = z.infer<typeof eventSchema>;

export class LlamaServerApi implements ServerApi {
  readonly kind = 'llama-server';
  readonly topLogprobs = TOP;
  readonly streamsControlTokens = false;
  /** Its streams left out a token of this model. */
  private inBlocks = false;

  async describe(connection: Connection, model: string | null): Promise<ServedModel> {
    const props = parseAnswer(connection, '/props', propsSchema, await connection.json('/props'));
    const models = parseAnswer(connection, '/v1/models', modelsSchema, await connection.json('/v1/models'));
    const [served] = models.data;
    const name = served?.id ?? props.model_alias ?? props.model_path;
    if (model !== null && model !== name)
      throw connection.fault('refused', `serves the model "${name}", not "${model}".`);
    const [bosId] = await this.tokens(connection, { content: '', add_special: true });
    // One token less than it says: it stops where the last one would fill its context.
    const contextSize = props.default_generation_settings.n_ctx - 1;
    return {
      name: name.replace(/^.*[\\/]/, ''),
      contextSize: Math.min(contextSize, served?.meta?.n_ctx_train ?? Infinity),
      vocabularySize: served?.meta?.n_vocab ?? null,
      parameterCount: served?.meta?.n_params ?? null,
      sizeBytes: served?.meta?.size ?? null,
      quantization: props.model_ftype || null,
      chatTemplate: props.chat_template || null,
      bosText: props.bos_token || null,
      eosText: props.eos_token || null,
      bosId: bosId ?? null,
    };
  }

  tokenize(connection: Connection, _: string, text: string, special: boolean): Promise<TokenId[]> {
    return this.tokens(connection, { content: text, add_special: false, parse_special: special });
  }

  async detokenize(connection: Connection, _: string, ids: readonly TokenId[]): Promise<string> {
    const answer = await connection.json('/detokenize', { body: { tokens: ids } });
    return parseAnswer(connection, '/detokenize', contentSchema, answer).content;
  }

  async *predict(connection: Connection, request: PredictRequest): AsyncGenerator<Prediction, void, void> {
    if (request.maxTokens === 1 || this.inBlocks) return yield* this.predictInBlocks(connection, request);
    const received: TokenId[] = [];
    const body = { ...bodyOf(request), stream: true, return_progress: true };
    /** A token without text: what comes behind it tells whether it ends the generation. */
    let held: Prediction | null = null;
    for await (const raw of connection.events('/completion', { body, signal: request.signal })) {
      const event = parseAnswer(connection, '/completion', eventSchema, raw);
      if (event.prompt_progress !== undefined) continue;
      this.refuseTruncated(connection, request, event);
      const [id] = event.tokens;
      if (id === undefined && !event.stop) continue;
      if (held) yield { ...held, ends: event.stop_type === 'eos' };
      held = null;
      const count = event.stop ? received.length : received.length + 1;
      if (event.tokens_predicted > count) {
        // Tokens are missing here. The same request once more, at once, gives all of them.
        this.inBlocks = true;
        return yield* this.recover(connection, request, received, event.tokens_predicted);
      }
      if (event.stop || id === undefined) return;
      const evaluated = received.length === 0 ? (event.timings?.prompt_n ?? 0) : 1;
      received.push(id);
      const prediction = this.prediction(connection, event, id, 0, event.content, evaluated);
      if (event.content === '') held = prediction;
      else yield prediction;
    }
    throw connection.fault('broken', 'closed the connection in the middle of an answer.');
  }

  /** Predicts without a stream, a few tokens at a time. */
  private async *predictInBlocks(
    connection: Connection,
    request: PredictRequest,
  ): AsyncGenerator<Prediction, void, void> {
    const ids = [...request.ids];
    for (let left = request.maxTokens; left > 0;) {
      const asked = Math.min(BLOCK, left);
      const more = { ...request, ids, seed: (request.seed + ids.length - request.ids.length) >>> 0 };
      const block = await this.block(connection, { ...more, maxTokens: asked });
      yield* block;
      for (const { id } of block) ids.push(id);
      if (block.length < asked || block.at(-1)?.ends) return;
      left -= asked;
    }
  }

  private async *recover(
    connection: Connection,
    request: PredictRequest,
    received: readonly TokenId[],
    count: number,
  ): AsyncGenerator<Prediction, void, void> {
    const whole = await this.block(connection, { ...request, maxTokens: count });
    if (received.some((id, i) => whole[i]?.id !== id))
      throw connection.fault(
        'refused',
        'gave other tokens when it was asked the same again. It must run without draft models and without batches that change its numbers.',
      );
    const rest = whole.slice(received.length);
    yield* rest;
    const last = whole.at(-1);
    if (whole.length < count || last?.ends || request.maxTokens <= count) return;
    const ids = [...request.ids, ...whole.map(({ id }) => id)];
    const seed = (request.seed + count) >>> 0;
    yield* this.predictInBlocks(connection, { ...request, ids, seed, maxTokens: request.maxTokens - count });
  }

  private async block(connection: Connection, request: PredictRequest): Promise<Prediction[]> {
    const body = { ...bodyOf(request), stream: false };
    const raw = await connection.json('/completion', { body, signal: request.signal });
    const event = parseAnswer(connection, '/completion', eventSchema, raw);
    this.refuseTruncated(connection, request, event);
    let told = 0;
    return event.tokens.map((id, i) => {
      // Tokens that end inside a character have no probabilities.
      const known = event.completion_probabilities?.[told]?.id === id;
      const evaluated = i === 0 ? (event.timings?.prompt_n ?? 0) : 1;
      const prediction = this.prediction(connection, event, id, known ? told : null, null, evaluated);
      if (known) told++;
      const ends = event.stop_type === 'eos' && i === event.tokens.length - 1;
      return { ...prediction, ends };
    });
  }

  private prediction(
    connection: Connection,
    event: CompletionEvent,
    id: TokenId,
    at: number | null,
    text: string | null,
    evaluated: number,
  ): Prediction {
    const told = at === null ? null : event.completion_probabilities?.[at];
    if (at === null) return { id, logprob: null, top: [], text, ends: false, evaluated };
    if (!told)
      throw connection.fault('refused', `told no probabilities for token ${id}, though asked for ${TOP}.`);
    if (told.id !== id)
      throw connection.fault('refused', `told of token ${id} and of token ${told.id} at one place.`);
    return { id, logprob: told.logprob, top: told.top_logprobs, text, ends: false, evaluated };
  }

  private refuseTruncated(connection: Connection, { ids }: PredictRequest, event: CompletionEvent): void {
    if (event.truncated)
      throw connection.fault(
        'refused',
        'ran out of its context and cut the answer off. Start it with a larger --ctx-size.',
      );
    if (event.tokens_evaluated !== ids.length)
      throw connection.fault(
        'refused',
        `read a prompt of ${event.tokens_evaluated} tokens where ${ids.length} were sent: it cuts prompts.`,
      );
  }

  private async tokens(connection: Connection, body: object): Promise<TokenId[]> {
    return parseAnswer(connection, '/tokenize', tokensSchema, await connection.json('/tokenize', { body }))
      .tokens;
  }
}

/** Every sampler setting is explicit: no default of the server decides anything. */
function bodyOf({ ids, maxTokens, sampler, seed, suppress, only }: PredictRequest): object {
  const greedy = sampler.temperature === 0 || only !== null;
  return {
    prompt: ids,
    n_predict: maxTokens,
    cache_prompt: true,
    return_tokens: true,
    timings_per_token: true,
    n_probs: TOP,
    post_sampling_probs: false,
    samplers: greedy ? ['penalties', 'temperature'] : ['penalties', 'top_k', 'top_p', 'min_p', 'temperature'],
    temperature: greedy ? 0 : sampler.temperature,
    top_k: sampler.topK,
    top_p: sampler.topP,
    min_p: sampler.minP,
    repeat_penalty: only === null ? sampler.repeatPenalty : 1,
    repeat_last_n: PENALTY_WINDOW,
    presence_penalty: 0,
    frequency_penalty: 0,
    dynatemp_range: 0,
    mirostat: 0,
    min_keep: 0,
    ignore_eos: false,
    seed,
    stop: [],
    logit_bias: [...suppress.map((id) => [id, false]), ...(only ?? []).map((id) => [id, FORCING_BIAS])],
  };
}
