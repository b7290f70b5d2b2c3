/** Which step of one branch stands beside which step of the other. */
import { diffArrays } from 'diff';
import type { BranchSegment } from './branchSegments';
import { textOf, type Trace } from './trace';
import { wordsOf } from './wordDiff';

export interface Branch {
  readonly trace: Trace;
  readonly segments: readonly BranchSegment[];
}

export type SegmentPair = readonly [left: BranchSegment | null, right: BranchSegment | null];

/** Steps inserted and removed at most before the branches count as different throughout; time grows with its square. */
const MOST_EDITS = 1_000;
/** Pairs of steps looked at between two steps that are the same; past it steps are paired in their order. */
const MOST_PAIRS = 10_000;
/** Steps with less in common stand in rows of their own. */
const LEAST_LIKENESS = 0.4;

/** A segment, with what it is compared by. */
export interface Item {
  readonly segment: BranchSegment;
  readonly key: string;
  /** How often each word occurs; empty for marks. */
  readonly words: ReadonlyMap<string, number>;
  readonly size: number;
}

type ItemPair = readonly [left: Item | null, right: Item | null];

/** Every segment once, in order; two that say the same, or much the same, in one row. */
export function alignSegments(left: Branch, right: Branch): SegmentPair[] {
  const pairs = alignItems(itemsOf(left), itemsOf(right));
  return pairs.map(([one, other]) => [one && one.segment, other && other.segment]);
}

/** As `alignSegments`; the items of one side may be of several traces. */
export function alignItems(lefts: readonly Item[], rights: readonly Item[]): ItemPair[] {
  const changes = diffArrays([...lefts], [...rights], {
    comparator: (a, b) => a.key === b.key,
    maxEditLength: MOST_EDITS,
  });
  if (changes === undefined) return alignBlock(lefts, rights);
  const pairs: ItemPair[] = [];
  let from = 0;
  let to = 0;
  let removed: readonly Item[] = [];
  let added: readonly Item[] = [];
  const flush = (): void => {
    pairs.push(...alignBlock(removed, added));
    removed = added = [];
  };
  for (const change of changes) {
    const { length } = change.value;
    if (change.removed) {
      removed = lefts.slice(from, (from += length));
    } else if (change.added) {
      added = rights.slice(to, (to += length));
    } else {
      flush();
      for (let i = 0; i < length; i++) pairs.push([itemAt(lefts, from++), itemAt(rights, to++)]);
    }
  }
  flush();
  return pairs;
}

export function itemsOf({ trace, segments }: Branch): Item[] {
  return segments.map((segment) => {
    const { kind, intervention } = segment;
    const text = intervention?.text ?? textOf(trace, segment.start, segment.end);
    const words = new Map<string, number>();
    for (const word of intervention ? [] : wordsOf(text))
      if (word.trim() !== '') words.set(word, (words.get(word) ?? 0) + 1);
    const size = [...words.values()].reduce((sum, count) => sum + count, 0);
    return { segment, key: `${kind} ${text}`, words, size };
  });
}

/**
 * The pairing of two runs, in order, with the most likeness in all (Needleman and Wunsch, without a price on gaps).
 * What stands alone comes before the next pair, the left branch first.
 */
function alignBlock(lefts: readonly Item[], rights: readonly Item[]): ItemPair[] {
  if (lefts.length * rights.length > MOST_PAIRS) return inOrder(lefts, rights);
  const width = rights.length + 1;
  const best = new Float64Array((lefts.length + 1) * width);
  const at = (row: number, column: number): number => best[row * width + column] ?? 0;
  const likeness = lefts.map((left) => rights.map((right) => likenessOf(left, right)));
  for (let row = lefts.length - 1; row >= 0; row--)
    for (let column = rights.length - 1; column >= 0; column--) {
      const paired = at(row + 1, column + 1) + (likeness[row]?.[column] ?? 0);
      best[row * width + column] = Math.max(paired, at(row + 1, column), at(row, column + 1));
    }
  const pairs: ItemPair[] = [];
  let row = 0;
  let column = 0;
  while (row < lefts.length || column < rights.length) {
    const like = likeness[row]?.[column] ?? 0;
    if (like > 0 && at(row, column) === at(row + 1, column + 1) + like) {
      pairs.push([itemAt(lefts, row++), itemAt(rights, column++)]);
    } else if (row < lefts.length && (column === rights.length || at(row, column) === at(row + 1, column))) {
      pairs.push([itemAt(lefts, row++), null]);
    } else {
      pairs.push([null, itemAt(rights, column++)]);
    }
  }
  return pairs;
}

/** Share of the words that both have (Dice), or 0 where it is too little to speak of. */
function likenessOf(left: Item, right: Item): number {
  if (left.segment.kind !== right.segment.kind) return 0;
  // Answers stand beside each other whatever they say, and so do marks of one kind.
  if (left.segment.kind !== 'step') return 1;
  let common = 0;
  for (const [word, count] of left.words) common += Math.min(count, right.words.get(word) ?? 0);
  const share = (2 * common) / Math.max(1, left.size + right.size);
  return share < LEAST_LIKENESS ? 0 : share;
}

/** The first with the first; answers stand beside each other even so. */
function inOrder(lefts: readonly Item[], rights: readonly Item[]): ItemPair[] {
  const thinking = (items: readonly Item[], isThinking: boolean): readonly Item[] =>
    items.filter(({ segment: { kind } }) => (kind !== 'end' && kind !== 'answer') === isThinking);
  return [true, false].flatMap((isThinking) => {
    const [some, others] = [thinking(lefts, isThinking), thinking(rights, isThinking)];
    const rows = Array.from({ length: Math.max(some.length, others.length) });
    return rows.flatMap((_, index): ItemPair[] => {
      const [left, right] = [itemAt(some, index), itemAt(others, index)];
      const isPair = left === null || right === null || left.segment.kind === right.segment.kind;
      return isPair
        ? [[left, right]]
        : [
            [left, null],
            [null, right],
          ];
    });
  });
}

function itemAt(items: readonly Item[], index: number): Item | null {
  return items[index] ?? null;
}
