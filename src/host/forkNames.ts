/** What forks, columns of sweeps and searches are called, and how they find their parents: by a path from their own folder. */

const SUFFIX = '.trace.json';

/** `a.trace.json` → `a.fork-1.trace.json`, `a.fork-2.trace.json`, … */
export function forkName(parent: string, number: number): string {
  return `${stemOf(parent)}.fork-${number}${SUFFIX}`;
}

/** `a.trace.json` → `a.sweep-1.trace.json`, `a.sweep-2.trace.json`, … */
export function sweepName(parent: string, number: number): string {
  return `${stemOf(parent)}.sweep-${number}${SUFFIX}`;
}

/** `a.trace.json` → `a-1.search.json`, `a-2.search.json`, … @param parent null: no trace */
export function searchName(parent: string | null, number: number): string {
  const stem = parent === null ? 'search' : stemOf(parent).replace(/(-\d+)?\.search$/, '');
  return `${stem}-${number}.search.json`;
}

/** `a-1.search.json` → `a-1.node-7.trace.json`, `a-1.node-7-2.trace.json`, … @param node from 1 */
export function nodeTraceName(search: string, node: number, number: number): string {
  const stem = stemOf(search).replace(/\.search$/, '');
  return `${stem}.node-${node}${number === 1 ? '' : `-${number}`}${SUFFIX}`;
}

function stemOf(name: string): string {
  return name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name.replace(/\.json$/, '');
}

/** The last part of a path with `/`. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** "5353 ×3, 5213 ×2": answers, the most frequent first. */
export function answerCounts(answers: readonly (string | null)[]): string {
  const counts = new Map<string, number>();
  for (const answer of answers) {
    const name = answer ?? '–';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([answer, count]) => (count === 1 ? answer : `${answer} ×${count}`))
    .join(', ');
}

/** Most forks of one resampling; more would be a sweep. */
export const MOST_RESAMPLES = 32;

/** Reads how many forks were asked for. @returns null where that is no such number */
export function readCount(text: string): number | null {
  const count = Number(text.trim());
  return text.trim() !== '' && Number.isInteger(count) && count >= 1 && count <= MOST_RESAMPLES
    ? count
    : null;
}

/** Seeds of `count` forks: those after the parent's, which begin again at 0 after the largest. */
export function seedsAfter(seed: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (seed + 1 + i) % 2 ** 32);
}

/** "seed 1", "seeds 1 to 5". */
export function seedWords(seeds: readonly number[]): string {
  const [first, last] = [seeds[0] ?? 0, seeds.at(-1) ?? 0];
  return seeds.length < 2 ? `seed ${first}` : `seeds ${first} to ${last}`;
}
