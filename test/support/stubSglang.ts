/**
 * SGLang's part of the stub (python/sglang/srt/managers/io_struct.py, sampling/sampling_params.py,
 * managers/tokenizer_manager.py, layers/sampler.py): the log-probabilities of an answer are those that the sampler drew
 * from, those of a prompt are the model's.
 */
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { TokenId } from '../../src/core/engine';
import { event, json, topOf, type Completion, type Fault, type Token } from './stubCompletion';

const ids = z.array(z.number().int().nonnegative());
const penalty = z.number().min(-2).max(2);

export const sglangGenerate = z
  .strictObject({
    input_ids: ids.min(1),
    stream: z.boolean(),
    return_logprob: z.boolean().optional(),
    logprob_start_len: z.number().int().min(-1).optional(),
    top_logprobs_num: z.number().int().min(0).optional(),
    token_ids_logprob: ids.optional(),
    sampling_params: z.strictObject({
      max_new_tokens: z.number().int().min(0),
      min_new_tokens: z.number().int().min(0).optional(),
      n: z.literal(1).optional(),
      temperature: z.number().min(0),
      top_k: z.union([z.literal(-1), z.number().int().min(1)]).optional(),
      top_p: z.number().gt(0).max(1).optional(),
      min_p: z.number().min(0).max(1).optional(),
      repetition_penalty: z.number().gt(0).max(2).optional(),
      presence_penalty: penalty.optional(),
      frequency_penalty: penalty.optional(),
      sampling_seed: z.number().int().optional(),
      stop_token_ids: ids.optional(),
      ignore_eos: z.boolean().optional(),
      no_stop_trim: z.boolean().optional(),
      skip_special_tokens: z.boolean(),
      spaces_between_special_tokens: z.boolean().optional(),
      logit_bias: z.record(z.string().regex(/^\d+$/), z.number()).optional(),
    }),
  })
  .refine(
    (asked) =>
      asked.return_logprob ||
      (asked.logprob_start_len ?? asked.top_logprobs_num ?? asked.token_ids_logprob) === undefined,
    'log-probabilities are told with return_logprob alone',
  );
export const sglangTokenize = z.union([
  z.strictObject({ model: z.string(), prompt: z.string().min(1), add_special_tokens: z.boolean() }),
  z.strictObject({
    model: z.string(),
    messages: z.array(z.strictObject({ role: z.string(), content: z.string() })).min(1),
  }),
]);
export const sglangDetokenize = z.strictObject({
  model: z.string(),
  tokens: ids,
  skip_special_tokens: z.boolean(),
});

interface Answering {
  readonly response: ServerResponse;
  readonly asked: z.infer<typeof sglangGenerate>;
  readonly completion: Completion;
  readonly tokens: Iterable<Token>;
  readonly fault: Fault | null;
  /** `--incremental-streaming-output`: events go on from the last one, and do not repeat it. */
  readonly incremental?: boolean;
  /** `--stream-interval` */
  readonly interval?: number;
  spell(ids: readonly TokenId[]): Promise<string>;
  predict(before: readonly TokenId[]): readonly number[];
}

type Row = readonly [logprob: number | null, id: TokenId, text: null];

export async function sglangAnswer(answering: Answering): Promise<void> {
  const { response, asked, completion, fault, incremental = false, interval = 1 } = answering;
  const made = [...answering.tokens];
  const shownId = (id: TokenId): TokenId => (fault?.does === 'id' ? fault.id : id);
  const prompt = completion.prompt;
  const meta = (count: number, finish: object | null): Record<string, unknown> => ({
    ...{ id: 'rid', weight_version: 'default', finish_reason: finish, prompt_tokens: prompt.length },
    ...{ completion_tokens: count, cached_tokens: 0 },
  });
  const finishOf = (): object => {
    const last = made.at(-1);
    const stopped = last && (last.ends || completion.stopIds.includes(last.id));
    return stopped ? { type: 'stop', matched: last.id } : { type: 'length', length: made.length };
  };
  const rows = made.map(({ id, probs }, i) =>
    told(answering, drawnFrom(answering, probs, made.slice(0, i)), id, shownId(id)),
  );
  const outputs = (from: number, to: number): object =>
    asked.return_logprob ? lists('output', rows.slice(from, to), asked) : {};

  if (!asked.stream)
    return json(response, {
      text: await answering.spell(made.map(({ id }) => id)),
      output_ids: made.map(({ id }) => shownId(id)),
      meta_info: { ...meta(made.length, finishOf()), ...inputs(answering), ...outputs(0, made.length) },
    });

  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  let from = 0;
  let said = '';
  for (let to = 1; to <= made.length; to++) {
    if (fault?.does === 'cut' && to - 1 === fault.after) return void response.socket?.end();
    if (fault?.does === 'end' && to - 1 === fault.after) break;
    const finished = to === made.length;
    if (to % interval !== 0 && !finished) continue;
    const whole = await answering.spell(made.slice(0, to).map(({ id }) => id));
    // Pieces of a character are held back.
    const spelt = whole.endsWith('\uFFFD') && !finished ? said : whole;
    const begun = incremental ? from : 0;
    const text = incremental ? spelt.slice(said.length) : spelt;
    await event(response, {
      text: fault?.does === 'lie' ? `${text}!` : text,
      output_ids: made.slice(begun, to).map(({ id }) => shownId(id)),
      meta_info: { ...meta(to, finished ? finishOf() : null), ...outputs(begun, to) },
    });
    said = spelt;
    from = to;
  }
  response.write('data: [DONE]\n\n');
  response.end();
}

interface Told {
  readonly own: Row | null;
  readonly top: readonly Row[] | null;
  readonly of: readonly Row[] | null;
}

function told(
  { completion, asked, fault }: Answering,
  probs: readonly number[],
  id: TokenId,
  shown: TokenId,
): Told {
  const count = fault?.does === 'alternatives' ? fault.count : completion.top;
  const row = (one: TokenId, name = one): Row => [finite(Math.log(probs[one] ?? 0)), name, null];
  return {
    own: row(id, shown),
    top: topOf(probs, count).map((one) => row(one.id)),
    of: asked.token_ids_logprob?.map((one) => row(one)) ?? null,
  };
}

/** Those of the prompt from `logprob_start_len` on; of its first token nothing is known. */
function inputs(answering: Answering): object {
  const { asked, completion } = answering;
  const { logprob_start_len: start = -1, return_logprob } = asked;
  if (!return_logprob || start < 0) return {};
  const { prompt } = completion;
  const rows = prompt.slice(start).map((id, i): Told => {
    if (i === 0) return { own: [null, id, null], top: null, of: null };
    return told(answering, answering.predict(prompt.slice(0, start + i)), id, id);
  });
  return lists('input', rows, asked);
}

function lists(side: 'input' | 'output', rows: readonly Told[], asked: Answering['asked']): object {
  return {
    [`${side}_token_logprobs`]: rows.map(({ own }) => own),
    ...(asked.top_logprobs_num && { [`${side}_top_logprobs`]: rows.map(({ top }) => top) }),
    ...(asked.token_ids_logprob && { [`${side}_token_ids_logprobs`]: rows.map(({ of }) => of) }),
  };
}

/** What the sampler makes of the model's probabilities before it draws. @param before what it drew so far */
function drawnFrom(
  { completion: { temperature, never }, asked }: Answering,
  probs: readonly number[],
  before: readonly Token[],
): number[] {
  const { repetition_penalty: penalty = 1, top_p: topP = 1 } = asked.sampling_params;
  const weights = probs.map((p, id) => {
    const repeated = before.some((one) => one.id === id) ? penalty : 1;
    return never.includes(id) ? 0 : (p / repeated) ** (1 / (temperature || 1));
  });
  const least = topP === 1 ? 0 : Math.max(...weights) * (1 - topP);
  const kept = weights.map((one) => (one < least ? 0 : one));
  const sum = kept.reduce((all, one) => all + one, 0);
  return kept.map((one) => one / sum);
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
