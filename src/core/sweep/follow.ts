/** How far a trace goes for another budget than its own. */
import { judgeEnd } from '../decode/endVerdict';
import type { RunRequest, Trace } from '../trace/trace';

/** A character has at most 4 bytes, so at most 4 tokens can be open. */
const MOST_OPEN_TOKENS = 4;

export interface Followed {
  /** Tokens of the trace that a run under the other budget has too, as far as is certain. */
  readonly at: number;
  /** How its thinking ends there; null: it goes on, with other words or beyond the trace. */
  readonly ending: 'cut' | 'accepted' | 'unmet' | null;
}

/**
 * Follows the thinking of `trace` for a run that differs from it in maximum, waits and continuation strings alone.
 * @param trace whose thinking has ended
 * @param continuationTokens tokens of each of the request's continuation strings
 */
export function followThinking(
  { thinking, interventions, finish, request: own }: Trace,
  { budget, continuation, delimiters }: RunRequest,
  continuationTokens: readonly number[],
): Followed {
  const { start, end } = thinking;
  const { maxThinkingTokens } = budget;
  const judge = (at: number, waits: number): Followed['ending'] => {
    const tokens = continuationTokens[waits % continuationTokens.length] ?? 0;
    const verdict = judgeEnd(budget, { thought: at - start, waits, continuationTokens: tokens });
    if (verdict === 'refuse') return null;
    return verdict === 'unmet' ? 'unmet' : 'accepted';
  };
  // What a cut sees otherwise than who goes on: an open character, the beginning of a delimiter, which it takes back.
  const undecided = MOST_OPEN_TOKENS + (delimiters?.end.length ?? 0);
  const cutBefore = { at: start + Math.max(0, maxThinkingTokens - undecided), ending: null };
  /** Whether the maximum comes before the end that was picked at this token, or inside a delimiter that is a text. */
  const isCut = (at: number): boolean =>
    maxThinkingTokens < own.budget.maxThinkingTokens &&
    at - start + (delimiters ? undecided : 1) > maxThinkingTokens;
  const refused = interventions.filter(({ kind, at }) => kind === 'wait' && at <= end);
  for (const [waits, { at, text }] of refused.entries()) {
    if (isCut(at)) return cutBefore;
    const ending = judge(at, waits);
    if (ending !== null || text !== (continuation[waits % continuation.length] ?? '')) return { at, ending };
  }
  if (finish.thinking === 'budget') {
    if (maxThinkingTokens < own.budget.maxThinkingTokens) return cutBefore;
    return { at: end, ending: maxThinkingTokens === own.budget.maxThinkingTokens ? 'cut' : null };
  }
  if (isCut(end)) return cutBefore;
  return { at: end, ending: judge(end, refused.length) };
}
