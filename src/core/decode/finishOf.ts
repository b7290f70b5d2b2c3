import type { GenerateResult, StopReason } from '../engine';

/** How a generation ended that did not ask for the end of a step. */
export function finishOf({ reason }: Pick<GenerateResult, 'reason'>): StopReason {
  return reason === 'step' ? 'stop' : reason;
}
