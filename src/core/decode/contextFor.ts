import type { Engine } from '../engine';
import { errors } from '../errors';
import type { RunRequest } from '../trace/trace';
import type { ResolvedPreset } from './preset';
import type { Prompt } from './prompt';

/**
 * Tokens a run may need at most.
 * @param contextSize most that there may be; default: what the model was trained for
 * @throws WaitpointError `contextTooSmall`
 */
export function contextFor(
  { info: { trainContextSize } }: Engine,
  { budget }: RunRequest,
  prompt: Prompt,
  preset: ResolvedPreset,
  contextSize?: number,
): number {
  const available = Math.min(contextSize ?? trainContextSize, trainContextSize);
  const { maxThinkingTokens, maxAnswerTokens } = budget;
  const forced = preset.newlineIds.length + preset.endIds.length + preset.answerPrefixIds.length;
  const needed = prompt.ids.length + maxThinkingTokens + forced + maxAnswerTokens;
  if (needed > available) {
    const parts = `question ${prompt.ids.length}, thinking ${maxThinkingTokens}, delimiters ${forced}, answer ${maxAnswerTokens}`;
    throw errors.contextTooSmall(needed, available, parts);
  }
  return needed;
}
