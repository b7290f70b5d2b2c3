/** Forms of SGLang's answers (python/sglang/srt/entrypoints/http_server.py, managers/tokenizer_manager.py). */
import { z } from 'zod';

export const modelInfoSchema = z.object({ model_path: z.string(), is_generation: z.boolean() });
export type ModelInfo = z.infer<typeof modelInfoSchema>;

export const modelsSchema = z.object({
  data: z.array(z.object({ id: z.string(), max_model_len: z.number().int().positive().nullish() })).min(1),
});

const size = z.number().int().positive().nullish();
export const serverInfoSchema = z.object({
  max_req_input_len: size,
  max_total_num_tokens: size,
  context_length: size,
  quantization: z.string().nullish(),
});

export const tokensSchema = z.object({ tokens: z.array(z.number().int().nonnegative()) });
export const detokenizedSchema = z.object({ text: z.string() });

/** Log-probability, id, and the text, which is not asked for. */
const logprobRow = z.tuple([z.number().nullable(), z.number().int(), z.string().nullish()]);
export type LogprobRow = z.infer<typeof logprobRow>;
const rows = z.array(logprobRow).nullish();
const lists = z.array(z.array(logprobRow).nullable()).nullish();

export const answerSchema = z.object({
  text: z.string().nullish(),
  output_ids: z.array(z.number().int()),
  meta_info: z.object({
    finish_reason: z.object({ type: z.string(), message: z.string().nullish() }).nullish(),
    prompt_tokens: z.number().int(),
    completion_tokens: z.number().int(),
    cached_tokens: z.number().int().nullish(),
    input_token_logprobs: rows,
    input_top_logprobs: lists,
    input_token_ids_logprobs: lists,
    output_token_logprobs: rows,
    output_top_logprobs: lists,
    output_token_ids_logprobs: lists,
  }),
});
export type Answer = z.infer<typeof answerSchema>;
