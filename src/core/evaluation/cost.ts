/** What an evaluation costs at most, before it runs. */
import type { RunRequest } from '../trace/trace';
import type { PlannedCell } from './methods/method';

/**
 * Tokens of thinking and answers that a question costs at most, prompts not counted. Cells with the same prompt share
 * their thinking; other continuation strings may part at the first wait.
 */
export function mostTokensPerQuestion(planned: readonly PlannedCell[]): number {
  const byPrompt = new Map<string, RunRequest[]>();
  let tokens = 0;
  for (const { cell, how } of planned) {
    if (how.kind === 'procedure') tokens += how.mostTokens;
    else byPrompt.set(cell.suffix, [...(byPrompt.get(cell.suffix) ?? []), how.request]);
  }
  for (const requests of byPrompt.values()) {
    const waiting = requests.filter(({ budget }) => budget.waits > 0 || budget.minThinkingTokens > 0);
    const strings = new Set(waiting.map(({ continuation }) => JSON.stringify(continuation)));
    const longest = Math.max(...requests.map(({ budget }) => budget.maxThinkingTokens));
    const answers = requests.reduce((sum, { budget }) => sum + budget.maxAnswerTokens, 0);
    tokens += Math.max(1, strings.size) * longest + answers;
  }
  return tokens;
}
