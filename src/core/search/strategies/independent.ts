import type { Strategy } from './strategy';

/** Majority and best-of-N: N traces, each on its own. */
export const independent: Strategy = async (search) => {
  const paths = search.begin(search.settings.n);
  await search.extend(paths, 0, 'end');
  await search.answer(paths);
};
