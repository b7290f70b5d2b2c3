/** Chooses an answer among the leaves of a tree; again with another selection, offline (shared semantics, section 4). */
import { aggregate, type Aggregation } from '../score/aggregate';
import type { Choice, SearchNode, Vote } from './searchRecord';
import { pathTo, type PathNode } from './treePath';
import type { Selection } from './words';

/** What a decision rests on. */
export interface DecidedNode extends PathNode, Pick<SearchNode, 'state' | 'sameAs' | 'thinkingEnd'> {
  readonly step: Pick<NonNullable<SearchNode['step']>, 'score'> | null;
  readonly answer: Pick<NonNullable<SearchNode['answer']>, 'extracted'> | null;
}

interface Leaf {
  readonly id: number;
  readonly answer: string;
  /** The first leaf with an equal answer. */
  readonly sameAs: number;
  /** Null: it cannot be judged, so it does not count. */
  readonly weight: number | null;
}

/**
 * Leaves without an answer, or without a score where the selection needs one, do not count. Ties go to the first.
 * @param by how a leaf's score comes from those of its steps, for `weighted`
 */
export function decide(nodes: readonly DecidedNode[], select: Selection, by: Aggregation): Choice {
  const leaves = nodes.flatMap((node): Leaf[] => {
    const answer = node.answer?.extracted ?? null;
    if (node.state !== 'leaf' || answer === null || node.sameAs === null) return [];
    return [{ id: node.id, answer, sameAs: node.sameAs, weight: weightOf(nodes, node, select, by) }];
  });
  const votes = addUp(leaves, summed(select));
  const best = votes[0];
  if (!best) return { select, answer: null, leaf: null, votes };
  const voters = leaves.filter(({ id }) => best.leaves.includes(id));
  const shown = voters.reduce<Leaf | null>(
    (first, one) => (first === null || (one.weight ?? 0) > (first.weight ?? 0) ? one : first),
    null,
  );
  return { select, answer: best.answer, leaf: shown?.id ?? null, votes };
}

/** Whether a vote adds up its leaves, or is the best of them. */
function summed(select: Selection): boolean {
  return select === 'majority' || select === 'weighted' || select.endsWith('-vote');
}

function addUp(leaves: readonly Leaf[], sum: boolean): Vote[] {
  /** `first`: the leaf that a tie is decided by: the first of a sum, the first of the best. */
  const votes = new Map<number, Vote & { first: number }>();
  for (const { id, answer, sameAs, weight } of leaves) {
    if (weight === null) continue;
    const vote = votes.get(sameAs);
    if (!vote) {
      votes.set(sameAs, { answer, weight, leaves: [id], first: id });
      continue;
    }
    vote.leaves.push(id);
    if (sum) vote.weight += weight;
    else if (weight > vote.weight) Object.assign(vote, { weight, first: id });
  }
  return [...votes.values()]
    .sort((a, b) => b.weight - a.weight || a.first - b.first)
    .map(({ answer, weight, leaves: ids }) => ({ answer, weight, leaves: ids }));
}

function weightOf(
  nodes: readonly DecidedNode[],
  leaf: DecidedNode,
  select: Selection,
  by: Aggregation,
): number | null {
  switch (select) {
    case 'majority':
      return 1;
    case 'longest':
      return leaf.thinkingEnd ?? 0;
    case 'prm-min-max':
    case 'prm-min-vote':
      return scoreOfPath(nodes, leaf.id, 'min');
    case 'prm-last-max':
    case 'prm-last-vote':
      return scoreOfPath(nodes, leaf.id, 'last');
    case 'prm-avg-max':
    case 'prm-avg-vote':
      return scoreOfPath(nodes, leaf.id, 'mean');
    case 'weighted':
      return scoreOfPath(nodes, leaf.id, by);
    default:
      return select satisfies never;
  }
}

/** One score for a path from those of its steps; null: none is scored. */
export function scoreOfPath(nodes: readonly DecidedNode[], id: number, by: Aggregation): number | null {
  const scores = pathTo(nodes, id).flatMap(({ step }) => step?.score ?? []);
  return aggregate(scores, by);
}
