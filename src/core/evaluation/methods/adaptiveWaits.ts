import { errors, quote } from '../../errors';
import { answerConfidence } from '../../grade/answerConfidence';
import type { Trace } from '../../trace/trace';
import type { EvaluationSettings } from '../settings';
import { outcomeOf, tokensOf, withBudget, type Method, type MethodTools, type Outcome } from './method';

/** How sure a trace is of its answer, 0..1; null: not known, which is not sure. */
type Confidence = (trace: Trace) => number | null;

/**
 * Waits by confidence (shared semantics, section 1): where the model ends its thinking it is asked for its answer, and
 * waits again while the confidence is below the threshold; N times at most, and within the budget. The answer is the one
 * that follows the end the model chose, without a forced prefix. The confidence is the mean probability of the answer's
 * tokens; or, for models that copy what they have concluded and are always sure of that, the scorer's of the last step.
 */
export const adaptiveWaits: readonly Method[] = [
  method('adaptive-waits', (trace) => answerConfidence(trace).probability),
  method('adaptive-waits-score', (trace) => answerConfidence(trace).lastScore),
];

function method(name: string, confidenceOf: Confidence): Method {
  return {
    name,
    plan: (settings) => {
      const most = settings.waits.filter((count) => count > 0);
      if (most.length === 0)
        throw errors.badInput(
          `${quote(name)} needs a number of waits above 0: as many as there may be at most.`,
        );
      return settings.budgets.flatMap((budget) =>
        most.map((waits) => ({
          cell: { method: name, budget, waits, variant: null, mostThinkingTokens: budget, suffix: '' },
          how: {
            kind: 'procedure',
            largest: withBudget(settings.request, { max: budget, waits }),
            // One thinking, and an answer at every end.
            mostTokens: budget + (waits + 1) * settings.request.budget.maxAnswerTokens,
            run: (asked, _row, tools) => waitWhileUnsure(asked, budget, waits, confidenceOf, settings, tools),
          },
        })),
      );
    },
  };
}

async function waitWhileUnsure(
  asked: string,
  budget: number,
  most: number,
  confidenceOf: Confidence,
  { request, confidence }: EvaluationSettings,
  tools: MethodTools,
): Promise<Outcome> {
  const under = (waits: number) => withBudget(request, { max: budget, waits });
  // A run that the budget has cut has no end to refuse.
  const isUnsure = (trace: Trace): boolean =>
    trace.finish.thinking !== 'budget' && !((confidenceOf(trace) ?? 0) >= confidence);
  let trace = await tools.run(asked, under(0));
  let probes = 0;
  for (let waits = 1; waits <= most && isUnsure(trace); waits++) {
    // The answer of every end that is refused was decoded too.
    probes += trace.tokens.id.length - trace.thinking.end;
    const before = waitsIn(trace);
    trace = await tools.goOn(trace, under(waits));
    // What would not fit below the maximum was not put in, nor would the next be.
    if (waitsIn(trace) === before) break;
  }
  const sure = confidenceOf(trace);
  const count = waitsIn(trace);
  return {
    ...outcomeOf(trace),
    tokens: tokensOf(trace) + probes,
    note: `${count} ${count === 1 ? 'wait' : 'waits'}, confidence ${sure === null ? 'unknown' : sure.toFixed(3)}`,
  };
}

function waitsIn({ interventions }: Trace): number {
  return interventions.filter(({ kind }) => kind === 'wait').length;
}
