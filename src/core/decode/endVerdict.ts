/** What a budget does with an end of thinking that the model picked. */
import type { Budget } from '../trace/trace';

export interface PickedEnd {
  /** Thinking tokens before it. */
  readonly thought: number;
  /** Ends refused before it. */
  readonly waits: number;
  /** Tokens of the continuation string that would come in its place; 0 where it would only be suppressed. */
  readonly continuationTokens: number;
}

/**
 * `accept`: the thinking is over. `refuse`: a wait comes in its place. `unmet`: it should be refused, and the wait
 * does not fit whole below the maximum, so it is accepted.
 */
export type EndVerdict = 'accept' | 'refuse' | 'unmet';

export function judgeEnd(budget: Budget, { thought, waits, continuationTokens }: PickedEnd): EndVerdict {
  if (waits >= budget.waits && thought >= budget.minThinkingTokens) return 'accept';
  // Suppressing needs room for the token that comes instead, a string for all of its tokens.
  return thought + Math.max(continuationTokens, 1) <= budget.maxThinkingTokens ? 'refuse' : 'unmet';
}

/** The warning of a trace whose end was accepted as `unmet`. */
export function unmetBudget(
  budget: Budget,
  { thought, waits }: Omit<PickedEnd, 'continuationTokens'>,
): string {
  return (
    `Thinking ended at ${thought} tokens after ${waits} of ${budget.waits} waits: ` +
    `the next continuation does not fit below the maximum of ${budget.maxThinkingTokens}.`
  );
}
