import type { Search } from '../search';
import type { SearchPath } from '../searchPath';
import type { Strategy } from './strategy';

/**
 * Diverse verifier tree search (search-and-learn): N / width subtrees, each on its own; in each the best of its
 * candidates goes on in `expand` ways. A subtree ends when its best candidate has ended; that one and those that ended
 * beside it are its leaves.
 */
export const dvts: Strategy = async (search) => {
  const { n, width, expand, rounds } = search.settings;
  const first = search.begin(n);
  let subtrees = Array.from({ length: n / width }, (_, i) => first.slice(i * width, (i + 1) * width));
  for (let round = 0; subtrees.length > 0; round++) {
    const last = round === rounds - 1;
    await search.extend(subtrees.flat(), round, last ? 'end' : 'step');
    const best = subtrees.map((candidates) => bestOf(search, candidates));
    await search.answer(subtrees.flatMap((candidates, i) => leavesOf(candidates, best[i])));
    search.prune(
      subtrees.flatMap((candidates, i) => candidates.filter((path) => path !== best[i])),
      round,
    );
    const going = best.filter((path) => path !== undefined && !path.isOver) as SearchPath[];
    search.keep(going, round);
    subtrees = going.map((path) => search.branch(path, expand));
  }
};

function bestOf(search: Search, candidates: readonly SearchPath[]): SearchPath | undefined {
  return search.ranked(search.distinct(candidates))[0];
}

function leavesOf(candidates: readonly SearchPath[], best: SearchPath | undefined): SearchPath[] {
  return best?.isOver ? candidates.filter(({ isOver }) => isOver) : [];
}
