/** Going on with a trace that broke off, exactly where it stood. */
import type { TokenId } from '../engine';
import { ALTERNATIVES } from './tokenColumns';
import type { Trace } from './trace';

/**
 * A copy of `trace` that can go on: what a break left half done is taken back, and steps are left to be found
 * again. A draft comes back as it is.
 */
export function resumable(trace: Trace): Trace {
  const copy = structuredClone(trace);
  const { tokens } = copy;
  // The delimiter was announced and not all of it came: think on from the end of thinking.
  if (copy.answer && tokens.id.length < copy.answer.start) {
    truncateTokens(copy, copy.thinking.end);
    copy.answer = null;
    copy.finish.thinking = null;
  }
  if (!copy.answer) copy.finish.thinking = null;
  copy.finish.answer = null;
  copy.failure = null;
  // An intervention without its tokens: the model will ask for it again.
  copy.interventions = copy.interventions.filter(({ at }) => at < tokens.id.length);
  copy.steps = [];
  // They spoke of the run that broke off; what still holds is found again.
  copy.warnings = [];
  return copy;
}

/** Drops the tokens from `length` on. */
export function truncateTokens(trace: Trace, length: number): void {
  const { tokens } = trace;
  for (const name of ['id', 'text', 'prob', 'entropy', 'timeMs', 'provenance'] as const)
    tokens[name].length = length;
  tokens.alternativeIds.length = length * ALTERNATIVES;
  tokens.alternativeProbs.length = length * ALTERNATIVES;
}

/** Prompt and tokens of a trace, in the batches in which a run evaluates them. */
export function replayBatches(trace: Trace): { ids: TokenId[]; batchStarts: number[] } {
  const prompt = trace.prompt?.ids ?? [];
  const { id, provenance } = trace.tokens;
  const interventions = new Set(trace.interventions.map(({ at }) => at));
  const batchStarts = [0];
  for (let i = 0; i < id.length; i++) {
    const inside = provenance[i] !== 'model' && provenance[i] === provenance[i - 1] && !interventions.has(i);
    if (!inside) batchStarts.push(prompt.length + i);
  }
  return { ids: [...prompt, ...id], batchStarts };
}
