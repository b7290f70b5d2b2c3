/**
 * SGLang's own `/generate` with ids (python/sglang/srt/managers/io_struct.py, sampling/sampling_params.py). What it tells
 * of the tokens of an answer is altered by the sampler; what it tells of a prompt is the model's own.
 */
import type { TokenId } from '../../core/engine';
import type { Connection } from './connection';
import { parseAnswer } from './parseAnswer';
import type {
  LogprobReading,
  LogprobRequest,
  Prediction,
  PredictRequest,
  ServedModel,
  ServerApi,
} from './serverApi';
import { streamBody, tellsRaw } from './sglangRequest';
import {
  answerSchema,
  modelInfoSchema,
  modelsSchema,
  serverInfoSchema,
  type Answer,
  type LogprobRow,
  type ModelInfo,
} from './sglangSchemas';
import { SglangTokenizer } from './sglangTokenizer';

/** As vLLM's: enough for the alternatives and the entropy, and each event of a stream may repeat all of them. */
const TOP = 20;
/** Tokens of one stream whose events repeat what came before with its alternatives: 20 kB a token at this length. */
const BLOCK = 64;
/** Tokens whose raw probabilities are read at once: the most that a stop may come late. */
const BATCH = 16;
/** Of the context, what its scheduler keeps for itself (`max_req_input_len`), where it does not tell. */
const KEPT_TOKENS = 6;

/** Null: it is not SGLang. Newer versions have another path. */
export async function sglangModelInfo(connection: Connection): Promise<ModelInfo | null> {
  for (const path of ['/model_info', '/get_model_info']) {
    const parsed = modelInfoSchema.safeParse(await connection.jsonIfThere(path));
    if (parsed.success) return parsed.data;
  }
  return null;
}

export class SglangApi implements ServerApi {
  readonly kind = 'SGLang';
  readonly topLogprobs = TOP;
  readonly streamsControlTokens = true;
  private readonly tokenizer = new SglangTokenizer();

  async describe(connection: Connection, model: string | null): Promise<ServedModel> {
    const info = await sglangModelInfo(connection);
    if (info?.is_generation === false)
      throw connection.fault(
        'refused',
        `serves ${info.model_path} as an embedding or reward model, which predicts no tokens. Heads of process reward models are read from vLLM.`,
      );
    const { data } = parseAnswer(connection, '/v1/models', modelsSchema, await connection.json('/v1/models'));
    const served = data.find(({ id }) => model === null || id === model || info?.model_path === model);
    if (!served)
      throw connection.fault(
        'refused',
        `does not serve "${model}". It serves: ${data.map(({ id }) => id).join(', ')}.`,
      );
    const told =
      (await connection.jsonIfThere('/server_info')) ?? (await connection.jsonIfThere('/get_server_info'));
    const server = parseAnswer(connection, '/server_info', serverInfoSchema, told ?? {});
    const context = Math.min(
      server.max_req_input_len ?? Infinity,
      (served.max_model_len ?? server.context_length ?? Infinity) - KEPT_TOKENS,
      (server.max_total_num_tokens ?? Infinity) - KEPT_TOKENS,
    );
    if (!Number.isFinite(context) || context < 1)
      throw connection.fault('refused', 'does not tell how many tokens its model holds.');
    const name = served.id;
    const bosId = await this.tokenizer.open(connection, name);
    return {
      name,
      contextSize: context,
      vocabularySize: null,
      parameterCount: null,
      sizeBytes: null,
      quantization: server.quantization ?? null,
      chatTemplate: await this.tokenizer.chatTemplate(connection, name),
      bosText: bosId === null ? null : await this.detokenize(connection, name, [bosId]),
      eosText: null,
      bosId,
    };
  }

  tokenize(connection: Connection, model: string, text: string, special: boolean): Promise<TokenId[]> {
    return this.tokenizer.tokenize(connection, model, text, special);
  }

  detokenize(connection: Connection, model: string, ids: readonly TokenId[]): Promise<string> {
    return this.tokenizer.spell(connection, model, ids);
  }

  async *predict(connection: Connection, request: PredictRequest): AsyncGenerator<Prediction, void, void> {
    if (request.only !== null) yield await this.forced(connection, request, request.only);
    else if (tellsRaw(request)) yield* this.predictInBlocks(connection, request);
    else yield* this.predictInBatches(connection, request);
  }

  async readLogprobs(
    connection: Connection,
    { model: _, ids, from, of, signal }: LogprobRequest,
  ): Promise<LogprobReading> {
    const answer = await this.read(connection, {
      ids,
      signal,
      body: { logprob_start_len: from, token_ids_logprob: of },
    });
    const { input_token_ids_logprobs: inner, output_token_ids_logprobs: last } = answer.meta_info;
    // The first one would be of the first token itself, which nothing stands before.
    const told = [...(inner ?? []).slice(1), ...(last ?? []).slice(0, 1)];
    if (told.length !== ids.length - from)
      throw connection.fault(
        'refused',
        `told log-probabilities at ${told.length} places where ${ids.length - from} were asked for.`,
      );
    const rows = told.map((row) => of.map((id) => logprobOf(connection, row ?? [], id)));
    return { rows, evaluatedTokens: evaluatedOf(answer) ?? ids.length };
  }

  /** One stream after the other: the radix cache knows all but the last token of each. */
  private async *predictInBlocks(
    connection: Connection,
    request: PredictRequest,
  ): AsyncGenerator<Prediction, void, void> {
    const ids = [...request.ids];
    for (let left = request.maxTokens; left > 0;) {
      const maxTokens = Math.min(BLOCK, left);
      const seed = (request.seed + ids.length - request.ids.length) >>> 0;
      const end = ids.length + maxTokens;
      let over = false;
      for await (const one of this.stream(connection, { ...request, ids: [...ids], maxTokens, seed }, TOP)) {
        ids.push(one.id);
        over = one.ends || request.stopIds.includes(one.id);
        yield one;
      }
      if (over || ids.length < end) return;
      left -= maxTokens;
    }
  }

  /** The sampler alters what a stream tells: a few tokens at a time are read anew, as a prompt. */
  private async *predictInBatches(
    connection: Connection,
    request: PredictRequest,
  ): AsyncGenerator<Prediction, void, void> {
    const ids = [...request.ids];
    let batch: Prediction[] = [];
    let count = 0;
    for await (const one of this.stream(connection, request, 0)) {
      batch.push(one);
      count++;
      const over = one.ends || count === request.maxTokens || request.stopIds.includes(one.id);
      if (batch.length < BATCH && !over) continue;
      yield* await this.withRaw(connection, ids, batch, request.signal);
      for (const { id } of batch) ids.push(id);
      batch = [];
    }
    if (batch.length > 0) yield* await this.withRaw(connection, ids, batch, request.signal);
  }

  private async withRaw(
    connection: Connection,
    before: readonly TokenId[],
    batch: readonly Prediction[],
    signal: AbortSignal,
  ): Promise<Prediction[]> {
    const answer = await this.read(connection, {
      ids: [...before, ...batch.map(({ id }) => id)],
      signal,
      body: { logprob_start_len: before.length - 1, top_logprobs_num: TOP },
    });
    const { input_token_logprobs: own, input_top_logprobs: top } = answer.meta_info;
    const read = evaluatedOf(answer) ?? batch.length;
    return batch.map((one, i) => {
      const [logprob, id] = own?.[i + 1] ?? [null, null];
      if (id === null) throw tellsNone(connection, one.id);
      if (id !== one.id) throw tellsOther(connection, one.id, id);
      const evaluated = one.evaluated === null || i > 0 ? one.evaluated : one.evaluated + read;
      return { ...one, logprob, top: alternatives(top?.[i + 1]), evaluated };
    });
  }

  /** Nothing has to be forced to be read: it tells the probability of any token. */
  private async forced(
    connection: Connection,
    { ids, signal }: PredictRequest,
    only: readonly TokenId[],
  ): Promise<Prediction> {
    const answer = await this.read(connection, {
      ids,
      signal,
      body: { top_logprobs_num: TOP, token_ids_logprob: only },
    });
    const { output_top_logprobs: top, output_token_ids_logprobs: told } = answer.meta_info;
    const known = only.map((id) => ({ id, logprob: logprobOf(connection, told?.[0] ?? [], id) }));
    const likeliest = known.reduce((best, one) => (one.logprob > best.logprob ? one : best));
    const evaluated = evaluatedOf(answer);
    return { ...likeliest, top: alternatives(top?.[0]), text: null, ends: false, evaluated };
  }

  /** What the model makes of a prompt: the token that it would pick is of no interest. */
  private async read(
    connection: Connection,
    {
      ids,
      signal,
      body,
    }: { ids: readonly TokenId[]; signal: AbortSignal | undefined; body: Record<string, unknown> },
  ): Promise<Answer> {
    const sampling = { max_new_tokens: 1, temperature: 0, skip_special_tokens: false };
    const raw = await connection.json('/generate', {
      body: { input_ids: ids, sampling_params: sampling, return_logprob: true, stream: false, ...body },
      signal,
    });
    return this.checked(connection, raw, ids);
  }

  /** @param top alternatives of each token; 0: no log-probabilities at all */
  private async *stream(
    connection: Connection,
    request: PredictRequest,
    top: number,
  ): AsyncGenerator<Prediction, void, void> {
    const body = { ...streamBody(request), ...(top > 0 && { return_logprob: true, top_logprobs_num: top }) };
    let seen = 0;
    let said = '';
    for await (const raw of connection.events('/generate', { body, signal: request.signal })) {
      const answer = this.checked(connection, raw, request.ids);
      const { output_ids, text, meta_info } = answer;
      const { completion_tokens: total, finish_reason: finish } = meta_info;
      const ids = fresh(connection, output_ids, seen, total);
      const repeats = output_ids.length === total;
      // A piece of text comes with all the tokens that spell it.
      const piece = repeats ? (text ?? '').slice(said.length) : (text ?? '');
      said += piece;
      const own = top > 0 ? fresh(connection, meta_info.output_token_logprobs ?? [], seen, total) : [];
      const others = top > 0 ? fresh(connection, meta_info.output_top_logprobs ?? [], seen, total) : [];
      for (const [i, id] of ids.entries()) {
        const [logprob, told] = own[i] ?? [null, id];
        if (told !== id) throw tellsOther(connection, id, told);
        const last = i === ids.length - 1;
        yield {
          id,
          logprob,
          top: alternatives(others[i]),
          text: last ? piece : '',
          ends: last && finish?.type === 'stop' && !request.stopIds.includes(id),
          evaluated: seen + i === 0 ? evaluatedOf(answer) : 1,
        };
      }
      seen = total;
      if (finish) return;
    }
    throw connection.fault('broken', 'closed the connection in the middle of an answer.');
  }

  private checked(connection: Connection, raw: unknown, ids: readonly TokenId[]): Answer {
    const answer = parseAnswer(connection, '/generate', answerSchema, raw);
    const { prompt_tokens, finish_reason } = answer.meta_info;
    if (finish_reason?.type === 'abort')
      throw connection.fault('refused', `broke off /generate: ${finish_reason.message ?? 'aborted'}.`);
    if (prompt_tokens !== ids.length)
      throw connection.fault(
        'refused',
        `read a prompt of ${prompt_tokens} tokens where ${ids.length} were sent: it cuts prompts.`,
      );
    return answer;
  }
}

/** Lists of a stream repeat what came, or go on from it, by version and `--incremental-streaming-output`. */
function fresh<T>(connection: Connection, list: readonly T[], seen: number, total: number): readonly T[] {
  if (list.length === total) return list.slice(seen);
  if (list.length === total - seen) return list;
  throw connection.fault(
    'refused',
    `told of ${list.length} tokens where it had made ${total}, ${total - seen} of them since.`,
  );
}

function alternatives(row: readonly LogprobRow[] | null | undefined): Prediction['top'] {
  return (row ?? []).flatMap(([logprob, id]) => (logprob === null ? [] : [{ id, logprob }]));
}

/** Infinities are null in its JSON. */
function logprobOf(connection: Connection, row: readonly LogprobRow[], id: TokenId): number {
  const found = row.find(([, one]) => one === id);
  if (!found) throw tellsNone(connection, id);
  return found[0] ?? -Infinity;
}

const tellsNone = (connection: Connection, id: TokenId): Error =>
  connection.fault('refused', `told no log-probability of token ${id}, though asked for it.`);

const tellsOther = (connection: Connection, id: TokenId, other: TokenId): Error =>
  connection.fault('refused', `told of token ${id} and of token ${other} at one place.`);

const evaluatedOf = ({ meta_info: { prompt_tokens, cached_tokens } }: Answer): number | null =>
  cached_tokens == null ? null : prompt_tokens - cached_tokens;
