/** Going on with a trace that broke off, exactly where it stood. */
import type { TokenId } from '../engine';
import { BATCH_TOKENS } from '../generation';
import { sliceColumns } from './tokenColumns';
import type { Trace } from './trace';

/**
 * A copy of `trace` that can go on: what a break left half done is taken back, and steps are left to be found
 * again. A draft comes back as it is.
 */
export function resumable(trace: Trace): Trace {
  const copy = structuredClone(trace);
  // The delimiter was announced and not all of it came: think on from the end of thinking.
  if (copy.answer && copy.tokens.id.length < copy.answer.start) {
    truncateTokens(copy, copy.thinking.end);
    copy.answer = null;
    copy.finish.thinking = null;
  }
  if (!copy.answer) copy.finish.thinking = null;
  copy.finish.answer = null;
  copy.failure = null;
  // An intervention without its tokens: the model will ask for it again.
  copy.interventions = copy.interventions.filter(({ at }) => at < copy.tokens.id.length);
  copy.steps = [];
  // They spoke of the run that broke off; what still holds is found again.
  copy.warnings = [];
  return copy;
}

/** Drops the tokens from `length` on. */
export function truncateTokens(trace: Trace, length: number): void {
  const { tokens } = trace;
  trace.tokens = { ...sliceColumns(tokens, 0, length), provenance: tokens.provenance.slice(0, length) };
}

/** Prompt and tokens of a trace, in the batches in which a run evaluates them. */
export function replayBatches(trace: Trace): { ids: TokenId[]; batchStarts: number[] } {
  const prompt = trace.prompt?.ids ?? [];
  const { id, provenance } = trace.tokens;
  const interventions = new Set(trace.interventions.map(({ at }) => at));
  const batchStarts = [0];
  // An engine evaluates a longer run in several batches: all but the last of them can be kept.
  for (let at = BATCH_TOKENS; at < prompt.length; at += BATCH_TOKENS) batchStarts.push(at);
  let inBatch = 0;
  for (let i = 0; i < id.length; i++) {
    const sameRun = provenance[i] !== 'model' && provenance[i] === provenance[i - 1] && !interventions.has(i);
    inBatch = sameRun ? (inBatch + 1) % BATCH_TOKENS : 0;
    if (inBatch === 0) batchStarts.push(prompt.length + i);
  }
  return { ids: [...prompt, ...id], batchStarts };
}
