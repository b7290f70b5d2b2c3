/**
 * vLLM's `/v1/completions` with ids (vllm/entrypoints/openai/completion/protocol.py). Log-probabilities are those of the
 * model (`--logprobs-mode raw_logprobs`, the default); repetition penalties go over prompt and answer, not over a window.
 */
import { z } from 'zod';
import type { TokenId } from '../../core/engine';
import type { Connection } from './connection';
import { learnChatTemplate } from './learnChatTemplate';
import { parseAnswer } from './parseAnswer';
import type { Prediction, PredictRequest, ServedModel, ServerApi } from './serverApi';
import { tokenizeAsText } from './tokenizeAsText';

/** What a server allows unless it is started with another `--max-logprobs`. */
const TOP = 20;
/** As far down as its interface lets a token be pushed. */
const SUPPRESSING_BIAS = -100;

const modelsSchema = z.object({
  data: z.array(z.object({ id: z.string(), max_model_len: z.number().int().positive() })).min(1),
});
const tokensSchema = z.object({ tokens: z.array(z.number().int().nonnegative()) });
const promptSchema = z.object({ prompt: z.string() });
const tokenName = z.string().regex(/^token_id:\d+$/, 'a token is not named by its id');
const tokenizerSchema = z
  .object({ chat_template: z.string(), bos_token: z.string(), eos_token: z.string() })
  .partial();

const chunkSchema = z.object({
  choices: z.array(
    z.object({
      text: z.string(),
      finish_reason: z.string().nullish(),
      logprobs: z
        .object({
          tokens: z.array(tokenName),
          token_logprobs: z.array(z.number().nullable()),
          top_logprobs: z.array(z.record(tokenName, z.number()).nullable()),
        })
        .nullish(),
    }),
  ),
  usage: z
    .object({
      prompt_tokens: z.number().int(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().int().nullish() }).nullish(),
    })
    .nullish(),
});
const poolingSchema = z.object({
  data: z.array(z.object({ data: z.array(z.array(z.number())) })).length(1),
  usage: z.object({ prompt_tokens: z.number().int() }),
});
type Choice = z.infer<typeof chunkSchema>['choices'][number];

export class VllmApi implements ServerApi {
  readonly kind = 'vLLM';
  readonly topLogprobs = TOP;
  readonly streamsControlTokens = true;

  async describe(connection: Connection, model: string | null): Promise<ServedModel> {
    const { data } = parseAnswer(connection, '/v1/models', modelsSchema, await connection.json('/v1/models'));
    const served = model === null ? data[0] : data.find(({ id }) => id === model);
    if (!served)
      throw connection.fault(
        'refused',
        `does not serve "${model}". It serves: ${data.map(({ id }) => id).join(', ')}.`,
      );
    const name = served.id;
    const told = await connection.jsonIfThere('/tokenizer_info').catch(() => null);
    const tokenizer = tokenizerSchema.safeParse(told).data ?? {};
    const [bosId] = await this.ids(connection, { model: name, prompt: '', add_special_tokens: true });
    const bosText = bosId === undefined ? null : await this.detokenize(connection, name, [bosId]);
    return {
      name,
      contextSize: served.max_model_len,
      vocabularySize: null,
      parameterCount: null,
      sizeBytes: null,
      quantization: null,
      chatTemplate: tokenizer.chat_template ?? (await this.chatTemplate(connection, name)),
      bosText: tokenizer.bos_token ?? bosText,
      eosText: tokenizer.eos_token ?? null,
      bosId: bosId ?? null,
    };
  }

  async tokenize(connection: Connection, model: string, text: string, special: boolean): Promise<TokenId[]> {
    const plain = (prompt: string): Promise<TokenId[]> =>
      this.ids(connection, { model, prompt, add_special_tokens: false });
    return special ? plain(text) : tokenizeAsText(text, plain);
  }

  async detokenize(connection: Connection, model: string, ids: readonly TokenId[]): Promise<string> {
    const answer = await connection.json('/detokenize', { body: { model, tokens: ids } });
    return parseAnswer(connection, '/detokenize', promptSchema, answer).prompt;
  }

  async *predict(connection: Connection, request: PredictRequest): AsyncGenerator<Prediction, void, void> {
    const body = bodyOf(request);
    let first = true;
    for await (const raw of connection.events('/v1/completions', { body, signal: request.signal })) {
      const { choices, usage } = parseAnswer(connection, '/v1/completions', chunkSchema, raw);
      if (usage && usage.prompt_tokens !== request.ids.length)
        throw connection.fault(
          'refused',
          `read a prompt of ${usage.prompt_tokens} tokens where ${request.ids.length} were sent: it cuts prompts.`,
        );
      const [choice] = choices;
      if (!choice) continue;
      const cached = usage?.prompt_tokens_details?.cached_tokens ?? null;
      for (const prediction of predictions(connection, choice, request.stopIds)) {
        const evaluated = first ? cached && request.ids.length - cached : 1;
        first = false;
        yield { ...prediction, evaluated };
      }
      if (choice.finish_reason) return;
    }
    throw connection.fault('broken', 'closed the connection in the middle of an answer.');
  }

  /** Servers of reward models: `vllm serve MODEL --runner pooling`. */
  async readHead(
    connection: Connection,
    model: string,
    ids: readonly TokenId[],
    at: readonly number[],
  ): Promise<{ rows: number[][]; evaluatedTokens: number }> {
    const body = {
      ...{ model, input: ids, task: 'token_classify', encoding_format: 'float' },
      ...{ add_special_tokens: false, use_activation: false },
    };
    const answer = parseAnswer(
      connection,
      '/pooling',
      poolingSchema,
      await connection.json('/pooling', { body }),
    );
    const rows = answer.data[0]?.data ?? [];
    if (answer.usage.prompt_tokens !== ids.length)
      throw connection.fault(
        'refused',
        `read ${answer.usage.prompt_tokens} tokens where ${ids.length} were sent.`,
      );
    const { length } = rows;
    // A model that knows its own step tag tells of those places alone.
    if (length !== ids.length && length !== at.length)
      throw connection.fault(
        'refused',
        `told the head at ${length} places; the prompt has ${ids.length} tokens and ${at.length} steps.`,
      );
    const wanted = length === ids.length ? at.map((offset) => rows[offset] ?? []) : rows;
    return { rows: wanted.map(rawValues), evaluatedTokens: ids.length };
  }

  /** The template, as far as it shows in what it writes; null: the model has none. */
  private chatTemplate(connection: Connection, model: string): Promise<string | null> {
    return learnChatTemplate(async (messages) => {
      const body = { model, messages, add_generation_prompt: true, add_special_tokens: false };
      return this.detokenize(connection, model, await this.ids(connection, body));
    });
  }

  private async ids(connection: Connection, body: object): Promise<TokenId[]> {
    return parseAnswer(connection, '/tokenize', tokensSchema, await connection.json('/tokenize', { body }))
      .tokens;
  }
}

function* predictions(
  connection: Connection,
  { text, logprobs, finish_reason }: Choice,
  stopIds: readonly TokenId[],
): Generator<Omit<Prediction, 'evaluated'>> {
  if (!logprobs) {
    if (text === '') return;
    throw connection.fault(
      'refused',
      `told no log-probabilities, though asked for ${TOP}: its ids are not known without.`,
    );
  }
  const { tokens, token_logprobs, top_logprobs } = logprobs;
  for (const [i, token] of tokens.entries()) {
    const id = idOf(token);
    const last = i === tokens.length - 1;
    const top = Object.entries(top_logprobs[i] ?? {}).map(([name, value]) => ({
      id: idOf(name),
      logprob: value,
    }));
    yield {
      id,
      logprob: token_logprobs[i] ?? null,
      // The token itself is among them even where it is not among the most probable.
      top: top.sort((a, b) => b.logprob - a.logprob).slice(0, TOP),
      // A piece of text comes with all the tokens that spell it.
      text: last ? text : '',
      ends: last && finish_reason === 'stop' && !stopIds.includes(id),
    };
  }
}

/** Older versions know no `use_activation`, and tell what they made of the values by softmax. */
function rawValues(row: number[]): number[] {
  const sum = row.reduce((all, value) => all + value, 0);
  const areProbabilities = row.length > 1 && Math.abs(sum - 1) < 1e-3 && row.every((value) => value >= 0);
  return areProbabilities ? row.map((value) => Math.log(value)) : row;
}

const idOf = (name: string): TokenId => Number(name.slice('token_id:'.length));

/** Every sampler setting is explicit: neither a default of the server nor one of the model decides anything. */
function bodyOf({ model, ids, maxTokens, sampler, seed, suppress, only, stopIds }: PredictRequest): object {
  const greedy = sampler.temperature === 0 || only !== null;
  return {
    model,
    prompt: ids,
    add_special_tokens: false,
    max_tokens: maxTokens,
    n: 1,
    stream: true,
    stream_options: { include_usage: true, continuous_usage_stats: true },
    logprobs: TOP,
    return_tokens_as_token_ids: true,
    temperature: greedy ? 0 : sampler.temperature,
    top_k: greedy ? 0 : sampler.topK,
    top_p: greedy ? 1 : sampler.topP,
    min_p: greedy ? 0 : sampler.minP,
    repetition_penalty: only === null ? sampler.repeatPenalty : 1,
    presence_penalty: 0,
    frequency_penalty: 0,
    seed,
    stop_token_ids: stopIds,
    include_stop_str_in_output: true,
    skip_special_tokens: false,
    spaces_between_special_tokens: false,
    ...(suppress.length > 0 && {
      logit_bias: Object.fromEntries(suppress.map((id) => [String(id), SUPPRESSING_BIAS])),
    }),
    ...(only !== null && { allowed_token_ids: only }),
  };
}
