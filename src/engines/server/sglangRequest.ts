import type { PredictRequest } from './serverApi';

/** Past every logit. */
const SUPPRESSING_BIAS = -1e6;

/** Whether what a stream tells is what the model says: temperature, top-p, penalties and biases go into it. */
export function tellsRaw({ sampler, suppress }: PredictRequest): boolean {
  if (suppress.length > 0 || sampler.repeatPenalty !== 1) return false;
  return sampler.temperature === 0 || (sampler.temperature === 1 && sampler.topP === 1);
}

/** Every sampler setting is explicit: neither a default of the server nor one of the model decides anything. */
export function streamBody({ ids, maxTokens, sampler, seed, suppress, stopIds }: PredictRequest): object {
  const greedy = sampler.temperature === 0;
  return {
    input_ids: ids,
    stream: true,
    sampling_params: {
      max_new_tokens: maxTokens,
      min_new_tokens: 0,
      n: 1,
      temperature: sampler.temperature,
      // Its word for the whole vocabulary.
      top_k: greedy || sampler.topK === 0 ? -1 : sampler.topK,
      top_p: greedy ? 1 : sampler.topP,
      min_p: greedy ? 0 : sampler.minP,
      repetition_penalty: sampler.repeatPenalty,
      presence_penalty: 0,
      frequency_penalty: 0,
      sampling_seed: seed,
      stop_token_ids: stopIds,
      ignore_eos: false,
      no_stop_trim: true,
      skip_special_tokens: false,
      spaces_between_special_tokens: false,
      ...(suppress.length > 0 && {
        logit_bias: Object.fromEntries(suppress.map((id) => [String(id), SUPPRESSING_BIAS])),
      }),
    },
  };
}
