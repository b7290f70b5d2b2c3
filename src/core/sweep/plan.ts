/** Which columns of a sweep share what. */
import type { ModelInfo } from '../engine';
import type { RunRequest, SamplerSettings } from '../trace/trace';
import type { SweepGroup } from './runSweep';

export interface SweepPlan {
  /** Columns that are the same run but for maximum, waits and continuation strings: they part after the prompt. */
  readonly families: readonly (readonly number[])[];
  /** Those of a family with the same strings, or columns alone where the engine guarantees nothing. */
  readonly groups: readonly SweepGroup[];
}

export function planSweep(columns: readonly RunRequest[], info: ModelInfo): SweepPlan {
  const families = new Map<string, number[]>();
  const groups = new Map<string, { columns: number[]; aligned: boolean }>();
  for (const [index, request] of columns.entries()) {
    const aligned = isAligned(request.sampler, info);
    const family = aligned ? familyOf(request) : `alone ${index}`;
    const group = `${family} ${JSON.stringify(request.continuation)}`;
    families.set(family, [...(families.get(family) ?? []), index]);
    groups.set(group, { columns: [...(groups.get(group)?.columns ?? []), index], aligned });
  }
  return { families: [...families.values()], groups: [...groups.values()] };
}

/** Whether a smaller budget gives a prefix of what a larger one gives (shared semantics, section 3). */
function isAligned({ temperature }: SamplerSettings, { samplesByPosition }: ModelInfo): boolean {
  return temperature === 0 || samplesByPosition;
}

function familyOf({ budget, sampler, continuation: _, ...rest }: RunRequest): string {
  const { minThinkingTokens, maxAnswerTokens } = budget;
  // Nothing else of it does anything under greedy, the seed above all.
  const decisive = sampler.temperature === 0 ? { repeatPenalty: sampler.repeatPenalty } : sampler;
  return JSON.stringify([rest, minThinkingTokens, maxAnswerTokens, decisive]);
}
