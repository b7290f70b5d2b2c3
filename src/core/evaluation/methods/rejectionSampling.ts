import type { RunRequest, Trace } from '../../trace/trace';
import { SAMPLING_TEMPERATURE, type EvaluationSettings } from '../settings';
import {
  attemptOf,
  mostTokensOf,
  tokensOf,
  withBudget,
  type Method,
  type MethodTools,
  type Outcome,
} from './method';

const NAME = 'rejection-sampling';

/**
 * Rejection sampling (s1, section 5.3): samples at temperature 1, with one token more than the budget as the limit, until
 * one has ended by itself within the budget. Given up after the most tries, without an answer.
 */
export const rejectionSampling: Method = {
  name: NAME,
  plan: (settings) =>
    settings.budgets.map((budget) => ({
      cell: { method: NAME, budget, waits: null, variant: null, mostThinkingTokens: budget, suffix: '' },
      how: {
        kind: 'procedure',
        largest: sample(settings, budget, 0),
        mostTokens: settings.mostTries * mostTokensOf(sample(settings, budget, 0)),
        run: (asked, _row, tools) => firstThatFits(asked, budget, settings, tools),
      },
    })),
};

function sample({ request }: EvaluationSettings, budget: number, seed: number): RunRequest {
  const sampler = { ...request.sampler, temperature: SAMPLING_TEMPERATURE, seed };
  return { ...withBudget(request, { max: budget + 1 }), sampler };
}

async function firstThatFits(
  asked: string,
  budget: number,
  settings: EvaluationSettings,
  tools: MethodTools,
): Promise<Outcome> {
  const tried: Trace[] = [];
  for (;;) {
    const trace = await tools.run(asked, sample(settings, budget, tools.seedOf(tried.length)));
    tried.push(trace);
    const { thinkingTokens } = trace.usage;
    const fits = thinkingTokens <= budget;
    if (!fits && tried.length < settings.mostTries) continue;
    return {
      trace,
      runs: tried,
      answer: fits ? (trace.answer?.extracted ?? null) : null,
      thinkingTokens,
      tokens: tried.reduce((sum, one) => sum + tokensOf(one), 0),
      attempts: tried.map(attemptOf),
      note: fits ? null : `none of ${tried.length} tries thought for ${budget} tokens or fewer`,
    };
  }
}
