/** What a search costs, and what else could be had for it. */
import type { GenerateResult } from '../engine';
import { inferenceFlops } from '../metrics/flops';
import type { SearchLedger } from './searchRecord';

export function emptyLedger(parameters: {
  readonly policy: number | null;
  readonly scorer: number | null;
}): SearchLedger {
  return {
    policy: { prefillTokens: 0, decodeTokens: 0, reusedTokens: 0 },
    scorer: { prefillTokens: 0, reusedTokens: 0 },
    uniqueTokens: 0,
    thinkingTokens: 0,
    policyParameters: parameters.policy,
    scorerParameters: parameters.scorer,
    policyMs: 0,
    scorerMs: 0,
    totalMs: 0,
  };
}

/** Counts a generation behind `appended` tokens. */
export function countGeneration(
  { policy }: SearchLedger,
  { evaluatedTokens }: GenerateResult,
  appended: number,
): void {
  const prefill = Math.min(appended, evaluatedTokens);
  policy.prefillTokens += prefill;
  policy.decodeTokens += evaluatedTokens - prefill;
}

export interface SearchFlops {
  /** Null: the parameters of the model are not known. */
  readonly policy: number | null;
  readonly scorer: number | null;
  readonly total: number | null;
}

/** Estimated operations: 2 × parameters × evaluated tokens, of both models. */
export function searchFlops({
  policy,
  scorer,
  policyParameters,
  scorerParameters,
}: SearchLedger): SearchFlops {
  const forPolicy = inferenceFlops(policyParameters, policy.prefillTokens + policy.decodeTokens);
  const forScorer = scorer.prefillTokens === 0 ? 0 : inferenceFlops(scorerParameters, scorer.prefillTokens);
  return {
    policy: forPolicy,
    scorer: forScorer,
    total: forPolicy === null || forScorer === null ? null : forPolicy + forScorer,
  };
}

/** Evaluated tokens of the policy for each that the tree holds; 1 is least. Null: there are none. */
export function evaluationRatio({ policy, uniqueTokens }: SearchLedger): number | null {
  return uniqueTokens === 0 ? null : (policy.prefillTokens + policy.decodeTokens) / uniqueTokens;
}

/**
 * How many times the inference compute a model may spend that is `scale` times smaller than another, where both cost the
 * same in all: M + 3 (D_pre / D_inf) (M − 1) (Snell et al., 2408.03314, section 7). Pretraining costs 6·N·D_pre,
 * inference 2·N·D_inf.
 * @param scale M, from 1 on
 * @param pretrainingTokens D_pre
 * @param inferenceTokens D_inf, over the model's life
 */
export function exchangeMultiplier(
  scale: number,
  pretrainingTokens: number,
  inferenceTokens: number,
): number {
  return scale + 3 * (pretrainingTokens / inferenceTokens) * (scale - 1);
}
