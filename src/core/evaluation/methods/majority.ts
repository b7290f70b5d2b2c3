import { majorityVote } from '../../score/vote';
import type { RunRequest, Trace } from '../../trace/trace';
import { canonicalAnswers } from '../grading';
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

/** More samples of one question are surely a slip. */
const MOST_SAMPLES = 1024;

/**
 * The answer that most of K samples give (`majority@8`), at temperature 1, each cut at the budget. Equal answers are
 * those that the grader calls equal; ties go to the first.
 * @returns null for a name that is no such method
 */
export function majority(name: string): Method | null {
  const samples = Number(/^majority@([1-9]\d{0,3})$/.exec(name)?.[1] ?? NaN);
  if (!(samples <= MOST_SAMPLES)) return null;
  return {
    name,
    plan: (settings) =>
      settings.budgets.map((budget) => ({
        cell: {
          method: name,
          budget,
          waits: null,
          variant: null,
          mostThinkingTokens: budget * samples,
          suffix: '',
        },
        how: {
          kind: 'procedure',
          largest: sampled(settings, budget, 0),
          mostTokens: samples * mostTokensOf(sampled(settings, budget, 0)),
          run: async (asked, _row, tools) =>
            vote(await sampleTimes(asked, samples, budget, settings, tools), tools),
        },
      })),
  };
}

/** Samples of one question, each with a seed of its own. */
export async function sampleTimes(
  asked: string,
  samples: number,
  budget: number,
  settings: EvaluationSettings,
  tools: MethodTools,
): Promise<Trace[]> {
  const traces: Trace[] = [];
  while (traces.length < samples)
    traces.push(await tools.run(asked, sampled(settings, budget, tools.seedOf(traces.length))));
  return traces;
}

function sampled({ request }: EvaluationSettings, budget: number, seed: number): RunRequest {
  const sampler = { ...request.sampler, temperature: SAMPLING_TEMPERATURE, seed };
  return { ...withBudget(request, { max: budget }), sampler };
}

async function vote(traces: readonly Trace[], { grade }: MethodTools): Promise<Outcome> {
  const said = traces.map(({ answer }) => answer?.extracted ?? null);
  const answers = await canonicalAnswers(grade, said);
  const answer = majorityVote(answers);
  const votes = answers.filter((one) => one !== null && one === answer).length;
  return {
    trace: traces[Math.max(0, answers.indexOf(answer))] as Trace,
    runs: traces,
    answer,
    thinkingTokens: traces.reduce((sum, { usage }) => sum + usage.thinkingTokens, 0),
    tokens: traces.reduce((sum, trace) => sum + tokensOf(trace), 0),
    attempts: traces.map(attemptOf),
    note: `${votes} of ${traces.length} votes`,
  };
}
