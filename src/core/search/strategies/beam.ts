import type { Search } from '../search';
import type { SearchPath } from '../searchPath';
import type { Strategy } from './strategy';

/**
 * Beam search over steps (Snell et al., 2408.03314; search-and-learn): of N candidates the best N / width go on, each in
 * `expand` ways. One that has ended is a leaf at once, and takes no place in the beam. In the last round all go on to
 * their end by themselves.
 */
export const beam: Strategy = (search) => beamJudgedBy(search, async () => undefined);

/** Beam search where a candidate is judged by the end of a greedy rollout of some steps. */
export const lookahead: Strategy = (search) =>
  beamJudgedBy(search, (paths) => search.lookAhead(paths, search.settings.lookahead));

async function beamJudgedBy(
  search: Search,
  judge: (paths: readonly SearchPath[]) => Promise<void>,
): Promise<void> {
  const { n, width, expand, rounds } = search.settings;
  let candidates = search.begin(n);
  for (let round = 0; candidates.length > 0; round++) {
    const last = round === rounds - 1;
    await search.extend(candidates, round, last ? 'end' : 'step');
    const open = candidates.filter(({ isOver }) => !isOver);
    await search.answer(candidates.filter(({ isOver }) => isOver));
    await judge(open);
    const kept = search.ranked(search.distinct(open)).slice(0, n / width);
    search.prune(
      open.filter((path) => !kept.includes(path)),
      round,
    );
    search.keep(kept, round);
    candidates = kept.flatMap((path) => search.branch(path, expand));
  }
}
