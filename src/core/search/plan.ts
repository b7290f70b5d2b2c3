/** What a search begins with, and what it may go on with. */
import type { RunRequest } from '../trace/trace';
import { refuseOtherModels } from './policy';
import type { SearchOptions } from './runSearch';
import { searchSettings, type SearchSettings } from './settings';
import { auto, choicesOf, settingsOfPoint } from './strategies/auto';
import { strategies } from './strategies/strategies';
import type { Strategy } from './strategies/strategy';

interface Plan {
  readonly settings: SearchSettings;
  readonly request: RunRequest;
}

/** @throws WaitpointError `badInput` for a policy of other models */
export function planSearch(
  options: SearchOptions,
): Plan & { readonly strategy: Strategy; readonly possible: readonly Plan[] } {
  const { auto: policy, settings, request } = options;
  if (!policy) return { settings, request, strategy: strategies[settings.strategy], possible: [] };
  refuseOtherModels(policy.policy, options.engine, options.scorer);
  const { samples, budget } = policy.policy.probe;
  const under = (maxThinkingTokens: number, waits: number): RunRequest => ({
    ...request,
    budget: { ...request.budget, maxThinkingTokens, waits },
  });
  const { treeTokens, atOnce, unique } = settings;
  return {
    settings: { ...searchSettings({ strategy: 'best-of-n', n: samples }), treeTokens, atOnce, unique },
    request: under(budget, 0),
    strategy: auto(policy),
    possible: choicesOf(policy).map((point) => ({
      settings: settingsOfPoint(point, settings),
      request: under(point.budget, point.waits),
    })),
  };
}
