/** A search in one word, as evaluations and policies name it: `best-of-n@8`, `beam@16x4`, `dvts@8x2:prm-min-vote`. */
import { searchSettings, type SearchSettings } from './settings';
import { SELECTIONS, STRATEGIES } from './words';

const NAME = new RegExp(
  `^(${STRATEGIES.join('|')})@([1-9]\\d{0,3})(?:x([1-9]\\d{0,3}))?(?::(${SELECTIONS.join('|')}))?$`,
);

/** @returns null for a name that is no search */
export function searchNamed(name: string): SearchSettings | null {
  const [whole, strategy, n, width, select] = NAME.exec(name) ?? [];
  if (whole === undefined) return null;
  return searchSettings({
    strategy: strategy as SearchSettings['strategy'],
    n: Number(n),
    ...(width !== undefined && { width: Number(width) }),
    ...(select !== undefined && { select: select as SearchSettings['select'] }),
  });
}
