/**
 * Compute-optimal search (Snell et al., 2408.03314): some samples tell how hard the question is; a policy says what pays
 * for such a one. The samples are leaves of the same tree, and count as the first of a best-of-N under their budget.
 */
import { errors, quote } from '../../errors';
import { mean } from '../../metrics/bootstrap';
import { scoreOfPath } from '../decide';
import { searchNamed } from '../methodName';
import { bestWithin, binOf, type Policy, type PolicyPoint } from '../policy';
import type { Search } from '../search';
import type { SearchPath } from '../searchPath';
import type { SearchSettings } from '../settings';
import { independentOf } from './independent';
import { strategies } from './strategies';
import type { Strategy } from './strategy';

export interface AutoOptions {
  readonly policy: Policy;
  /** A question may cost so much, in the policy's unit. */
  readonly compute: number;
  /** As the policy file is called. */
  readonly name: string;
}

/** Everything that a policy may choose under so much compute. */
export function choicesOf({ policy, compute }: Pick<AutoOptions, 'policy' | 'compute'>): PolicyPoint[] {
  return policy.bins.map((bin) => bestWithin(bin, compute));
}

/** @throws WaitpointError `badInput` for a name that this program does not know */
export function settingsOfPoint({ method }: PolicyPoint, base: SearchSettings): SearchSettings {
  const settings = searchNamed(method);
  if (!settings) throw errors.badInput(`The policy names ${quote(method)}, which is no search.`);
  const { treeTokens, atOnce, unique } = base;
  return { ...settings, treeTokens, atOnce, unique };
}

export function auto({ policy, compute, name }: AutoOptions): Strategy {
  return async (search) => {
    const { samples, budget } = policy.probe;
    const probes = search.begin(samples);
    await search.extend(probes, 0, 'end');
    await search.answer(probes);
    const ease = mean(probes.map((path) => easeOf(search, path)));
    const bin = binOf(policy.bins, ease);
    const point = bestWithin(bin, compute);
    const settings = settingsOfPoint(point, search.settings);
    const sameBudget = point.budget === budget && point.waits === 0;
    const independent = settings.strategy === 'best-of-n' || settings.strategy === 'majority';
    search.adopt(settings, point, { policy: name, bin: bin.name, difficulty: Number((1 - ease).toFixed(4)) });
    if (independent)
      await independentOf(settings.n - (sameBudget ? samples : 0), search.record.rounds)(search);
    else await strategies[settings.strategy](search);
  };
}

/** The final score of a sample; a sample without one is as hard as can be. */
function easeOf({ record }: Search, { node }: SearchPath): number {
  return node === null ? 0 : (scoreOfPath(record.nodes, node.id, 'last') ?? 0);
}
