import type { Budget, Trace } from '../trace/trace';

/** Where the thinking of a trace ends under a smaller budget. */
export interface BudgetPrefix {
  /** Thinking tokens; those of the trace up to here are those of the smaller run. */
  readonly end: number;
  /** Cut by the maximum; otherwise the model had chosen the end. */
  readonly cut: boolean;
}

/**
 * What a run under a smaller budget would have thought: one trace holds them all (shared semantics, section 3), as
 * random numbers depend on seed and token index alone.
 * @param trace has ended its thinking
 * @param budget with no more waits and no larger maximum than that of the trace, and the same minimum
 */
export function budgetPrefix(
  { tokens, thinking, interventions, request }: Trace,
  budget: Pick<Budget, 'waits' | 'maxThinkingTokens'>,
): BudgetPrefix {
  const { maxThinkingTokens } = budget;
  const refused = interventions.filter(({ kind }) => kind === 'wait');
  for (const [i, { at }] of refused.entries()) {
    if (at >= maxThinkingTokens) break;
    const accepted = i >= budget.waits && at >= request.budget.minThinkingTokens;
    const next = refused[i + 1]?.at ?? thinking.end;
    let forced = 0;
    while (at + forced < next && tokens.provenance[at + forced] === 'forced') forced++;
    // A wait must fit whole, and suppressing alone needs room for one token.
    if (accepted || at + Math.max(forced, 1) > maxThinkingTokens) return { end: at, cut: false };
  }
  const cut = thinking.end >= maxThinkingTokens;
  return { end: cut ? maxThinkingTokens : thinking.end, cut };
}
