import type { AutoOptions } from '../../search/strategies/auto';
import { needsScores, ranksSteps } from '../../search/words';
import { pathTrace } from '../../search/pathTrace';
import { pathTo } from '../../search/treePath';
import { scoreOfPath } from '../../search/decide';
import { searchNamed } from '../../search/methodName';
import type { SearchRecord } from '../../search/searchRecord';
import { SEARCH_TEMPERATURE, type SearchSettings } from '../../search/settings';
import type { RunRequest } from '../../trace/trace';
import type { EvaluationSettings } from '../settings';
import { mostTokensOf, withBudget, type Method, type Outcome } from './method';

/** The name of the method that a policy chooses for. */
export const AUTO = 'auto';

/**
 * A search (`beam@16x4`): every path under the budget, with the waits. It samples at the temperature of the request, or
 * at that of searches where the request is greedy.
 * @returns null for a name that is no search
 */
export function search(name: string): Method | null {
  const settings = searchNamed(name);
  if (!settings) return null;
  return {
    name,
    plan: (evaluation) =>
      evaluation.budgets.flatMap((budget) =>
        evaluation.waits.map((waits) => {
          const request = sampled(evaluation, budget, waits, 0);
          return {
            cell: { method: name, budget, waits, variant: null, mostThinkingTokens: null, suffix: '' },
            how: {
              kind: 'procedure',
              largest: request,
              mostTokens: mostPaths(settings) * mostTokensOf(request),
              needsScorer: ranksSteps(settings.strategy) || needsScores(settings.select),
              run: async (asked, _row, tools) =>
                outcomeOfSearch(
                  await tools.search(asked, settings, sampled(evaluation, budget, waits, tools.seedOf(0))),
                ),
            },
          };
        }),
      ),
  };
}

/** What a policy of `waitpoint tune` chooses for each question; it has budgets of its own. */
export function autoSearch(options: AutoOptions): Method {
  const { policy } = options;
  const points = policy.bins.flatMap(({ envelope }) => envelope);
  const budget = Math.max(policy.probe.budget, ...points.map((point) => point.budget));
  const waits = Math.max(0, ...points.map((point) => point.waits));
  return {
    name: AUTO,
    plan: (evaluation) => {
      const request = sampled(evaluation, budget, waits, 0);
      const paths = points.map(({ method }) => searchNamed(method)).filter((settings) => settings !== null);
      return [
        {
          cell: {
            method: AUTO,
            budget: null,
            waits: null,
            variant: null,
            mostThinkingTokens: null,
            suffix: '',
          },
          how: {
            kind: 'procedure',
            largest: request,
            mostTokens: (policy.probe.samples + Math.max(...paths.map(mostPaths))) * mostTokensOf(request),
            needsScorer: true,
            run: async (asked, _row, tools) => {
              const [first] = paths;
              if (!first) throw new Error('The policy is empty.');
              const seeded = sampled(evaluation, budget, waits, tools.seedOf(0));
              return outcomeOfSearch(await tools.search(asked, first, seeded, options));
            },
          },
        },
      ];
    },
  };
}

function sampled({ request }: EvaluationSettings, budget: number, waits: number, seed: number): RunRequest {
  const temperature = request.sampler.temperature || SEARCH_TEMPERATURE;
  return {
    ...withBudget(request, { max: budget, waits }),
    sampler: { ...request.sampler, temperature, seed },
  };
}

/** Whole paths that a search may decode: a rollout is as long as its steps. */
function mostPaths({ n, width, expand, lookahead }: SearchSettings): number {
  return Math.max(n, Math.ceil(n / width) * expand) * (lookahead + 1);
}

function outcomeOfSearch(record: SearchRecord): Outcome {
  const { nodes, choice, ledger, settings, auto, rounds } = record;
  const leaves = nodes.filter(({ state }) => state === 'leaf');
  const shown = choice?.leaf ?? leaves[0]?.id ?? nodes.length - 1;
  const won = choice?.votes[0]?.leaves.length ?? 0;
  const trace = pathTrace(record, shown);
  const chose = auto
    ? `${auto.bin} (${(1 - auto.difficulty).toFixed(3)}): ${settings.strategy}@${settings.n}, `
    : '';
  return {
    trace,
    runs: [trace],
    answer: choice?.answer ?? null,
    thinkingTokens: ledger.thinkingTokens,
    tokens: ledger.policy.prefillTokens + ledger.policy.decodeTokens,
    scorerTokens: ledger.scorer.prefillTokens,
    attempts: leaves.map(({ id, seed, answer }) => ({
      seed,
      thinkingTokens: pathTo(nodes, id).reduce((end, node) => node.thinkingEnd ?? end, 0),
      answer: answer?.extracted ?? null,
      score: scoreOfPath(nodes, id, 'last'),
    })),
    note: `${chose}${won} of ${leaves.length} leaves, ${nodes.length} nodes, ${rounds} rounds`,
  };
}
