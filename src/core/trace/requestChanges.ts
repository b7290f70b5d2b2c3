import type { RunRequest } from './trace';

export interface RequestChange {
  /** Path in the request: `budget.waits`, `sampler.seed`, `continuation`. */
  readonly setting: string;
  /** The new value, as text. */
  readonly value: string;
}

/** What the second request asks for otherwise than the first, in the order of the schema. */
export function requestChanges(before: RunRequest, after: RunRequest): RequestChange[] {
  const was = new Map(settingsOf(before));
  return settingsOf(after)
    .filter(([setting, value]) => was.get(setting) !== value)
    .map(([setting, value]) => ({ setting, value }));
}

function settingsOf({ budget, sampler, ...rest }: RunRequest): [setting: string, value: string][] {
  const inside = (name: string, group: object): [string, string][] =>
    Object.entries(group).map(([key, value]) => [`${name}.${key}`, String(value)]);
  const others = Object.entries(rest).map(([key, value]): [string, string] => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return [...inside('budget', budget), ...inside('sampler', sampler), ...others];
}
