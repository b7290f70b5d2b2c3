import { errors, quote } from '../../errors';
import { answerConfidence } from '../../grade/answerConfidence';
import type { Trace } from '../../trace/trace';
import type { EvaluationSettings } from '../settings';
import { outcomeOf, tokensOf, withBudget, type Method, type MethodTools, type Outcome } from './method';

const NAME = 'adaptive-waits';

/**
 * Waits by confidence (shared semantics, section 1): where the model ends its thinking it is asked for its answer, and
 * waits again while the mean probability of the answer is below the threshold; N times at most, and within the budget.
 * The answer is the one that follows the end the model chose, without a forced prefix.
 */
export const adaptiveWaits: Method = {
  name: NAME,
  plan: (settings) => {
    const most = settings.waits.filter((count) => count > 0);
    if (most.length === 0)
      throw errors.badInput(
        `${quote(NAME)} needs a number of waits above 0: as many as there may be at most.`,
      );
    return settings.budgets.flatMap((budget) =>
      most.map((waits) => ({
        cell: { method: NAME, budget, waits, variant: null, mostThinkingTokens: budget, suffix: '' },
        how: {
          kind: 'procedure',
          largest: withBudget(settings.request, { max: budget, waits }),
          run: (asked, _row, tools) => waitWhileUnsure(asked, budget, waits, settings, tools),
        },
      })),
    );
  },
};

async function waitWhileUnsure(
  asked: string,
  budget: number,
  most: number,
  { request, confidence }: EvaluationSettings,
  tools: MethodTools,
): Promise<Outcome> {
  const under = (waits: number) => withBudget(request, { max: budget, waits });
  let trace = await tools.run(asked, under(0));
  let probes = 0;
  for (let waits = 1; waits <= most && isUnsure(trace, confidence); waits++) {
    // The answer of every end that is refused was decoded too.
    probes += trace.tokens.id.length - trace.thinking.end;
    const before = waitsIn(trace);
    trace = await tools.goOn(trace, under(waits));
    // What would not fit below the maximum was not put in, nor would the next be.
    if (waitsIn(trace) === before) break;
  }
  const sure = answerConfidence(trace).probability;
  const count = waitsIn(trace);
  return {
    ...outcomeOf(trace),
    tokens: tokensOf(trace) + probes,
    note: `${count} ${count === 1 ? 'wait' : 'waits'}, confidence ${sure === null ? 'unknown' : sure.toFixed(3)}`,
  };
}

/** A run that the budget has cut has no end to refuse. */
function isUnsure(trace: Trace, threshold: number): boolean {
  const { probability } = answerConfidence(trace);
  return trace.finish.thinking !== 'budget' && (probability === null || probability < threshold);
}

function waitsIn({ interventions }: Trace): number {
  return interventions.filter(({ kind }) => kind === 'wait').length;
}
