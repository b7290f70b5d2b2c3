/** Cells of the tables. Shares are in percent, intervals are 95 % bootstrap intervals over questions or traces. */
import { bootstrapInterval, mean, meanInterval, type Interval } from '../../src/core/metrics/bootstrap';

/** `81.2 (77.9–84.6)`, of shares or of true and false; a dash of nothing. */
export function percent(values: readonly (number | boolean)[]): string {
  const numbers = values.map(Number);
  return withInterval(mean(numbers), meanInterval(numbers), 100, 1);
}

/** Like `percent`, of a mean of differences: `+2.1 (−0.4 to +4.5)`. */
export function difference(values: readonly number[]): string {
  const { low, high } = meanInterval(values);
  const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)}`;
  return `${signed(mean(values))} (${signed(low)} to ${signed(high)})`;
}

/**
 * A statistic over groups of steps that are drawn together.
 * @param groups one a trace
 */
export function statistic<T>(
  groups: readonly (readonly T[])[],
  of: (groups: readonly (readonly T[])[]) => number,
  scale = 1,
  digits = 3,
): string {
  const interval = bootstrapInterval(groups.length, (picked) => of(picked.map((i) => groups[i] ?? [])));
  return withInterval(of(groups), interval, scale, digits);
}

function withInterval(value: number, { low, high }: Interval, scale: number, digits: number): string {
  if (Number.isNaN(value)) return '–';
  const show = (number: number): string => (number * scale).toFixed(digits);
  return `${show(value)} (${show(low)}–${show(high)})`;
}

export interface Group<T> {
  readonly name: string;
  readonly items: readonly T[];
}

/** All items, then those of each name, in the order of their first. */
export function groupsOf<T>(items: readonly T[], nameOf: (item: T) => string | null): Group<T>[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    if (name === null) continue;
    const members = groups.get(name);
    if (members) members.push(item);
    else groups.set(name, [item]);
  }
  return [{ name: 'all', items }, ...[...groups].map(([name, members]) => ({ name, items: members }))];
}
