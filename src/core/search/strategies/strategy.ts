import type { Search } from '../search';

/** Grows the tree of a search until its leaves can be chosen among. It throws what the search throws. */
export type Strategy = (search: Search) => Promise<void>;
