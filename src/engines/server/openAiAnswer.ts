/**
 * What OpenAI-compatible servers answer to `/v1/completions`: log-probabilities in the form of its specification
 * (`tokens`, `token_logprobs`, `top_logprobs` by text), or in that of chats (`content`, with bytes), as llama-server has it.
 */
import { z } from 'zod';
import type { ToldToken } from './tokenTexts';

const id = z.number().int().nonnegative();
const told = z.object({
  token: z.string(),
  bytes: z.array(z.number().int().min(0).max(255)).nullish(),
  /** Ids are in no specification: llama-server has the first, Fireworks the second. */
  id: id.nullish(),
  token_id: id.nullish(),
  logprob: z.number().nullable(),
});
const chatForm = z.object({ content: z.array(told.extend({ top_logprobs: z.array(told).nullish() })) });
const plainForm = z.object({
  tokens: z.array(z.string()),
  token_logprobs: z.array(z.number().nullable()),
  token_ids: z.array(id).nullish(),
  top_logprobs: z.array(z.record(z.string(), z.number().nullable()).nullable()).nullish(),
});
const choice = z.object({
  text: z.string(),
  finish_reason: z.string().nullish(),
  logprobs: z.union([chatForm, plainForm]).nullish(),
});
export const completionSchema = z.object({
  choices: z.array(choice),
  usage: z
    .object({
      prompt_tokens: z.number().int(),
      completion_tokens: z.number().int().optional(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().int().nullish() }).nullish(),
    })
    .nullish(),
});
export type CompletionAnswer = z.infer<typeof completionSchema>;

/** What a server says of one token of its answer. */
export interface ToldPick extends ToldToken {
  readonly logprob: number | null;
  readonly top: readonly (ToldToken & { readonly logprob: number })[];
}

type Choice = z.infer<typeof choice>;

export function picksOf({ logprobs }: Choice): ToldPick[] {
  if (!logprobs) return [];
  if ('content' in logprobs)
    return logprobs.content.map(({ top_logprobs, ...one }) => ({
      ...tokenOf(one),
      logprob: one.logprob,
      top: (top_logprobs ?? []).flatMap((other) =>
        other.logprob === null ? [] : [{ ...tokenOf(other), logprob: other.logprob }],
      ),
    }));
  const { tokens, token_logprobs, token_ids, top_logprobs } = logprobs;
  return tokens.map((text, i) => ({
    ...named(text),
    ...(token_ids && { id: token_ids[i] ?? null }),
    logprob: token_logprobs[i] ?? null,
    top: Object.entries(top_logprobs?.[i] ?? {}).flatMap(([other, logprob]) =>
      logprob === null ? [] : [{ ...named(other), logprob }],
    ),
  }));
}

const tokenOf = ({ token, bytes, id, token_id }: z.infer<typeof told>): ToldToken => {
  const { text, id: fromName } = named(token);
  return { text, bytes: fromName === null ? (bytes ?? null) : null, id: id ?? token_id ?? fromName };
};

/** vLLM and others that are started so name tokens by ids: `token_id:123`. */
function named(text: string): ToldToken {
  const [, digits] = /^token_id:(\d{1,7})$/.exec(text) ?? [];
  return digits === undefined
    ? { text, bytes: null, id: null }
    : { text: '', bytes: null, id: Number(digits) };
}

const modelSchema = z.looseObject({ id: z.string() });
export const modelListSchema = z.object({ data: z.array(modelSchema) });

/** What servers call the tokens of prompt and answer: vLLM, OpenRouter and Together, Groq, LM Studio, llama-server. */
const CONTEXT_NAMES = ['max_model_len', 'context_length', 'context_window', 'max_context_length', 'n_ctx'];

/** Tokens that one request may hold; null: not told. */
export function contextOf(model: z.infer<typeof modelSchema>): number | null {
  const meta = (model['meta'] ?? {}) as Record<string, unknown>;
  const values = CONTEXT_NAMES.flatMap((name) => [model[name], meta[name]]);
  const found = values.find((value) => Number.isInteger(value) && Number(value) > 0);
  return found === undefined ? null : Number(found);
}
