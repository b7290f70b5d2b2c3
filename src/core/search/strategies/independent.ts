import type { Strategy } from './strategy';

/** Majority and best-of-N: N traces, each on its own. */
export const independent: Strategy = (search) => independentOf(search.settings.n, 0)(search);

/** @param count of traces; none below 1 */
export function independentOf(count: number, round: number): Strategy {
  return async (search) => {
    if (count < 1) return;
    const paths = search.begin(count);
    await search.extend(paths, round, 'end');
    await search.answer(paths);
  };
}
