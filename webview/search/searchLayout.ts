/** Where the nodes of a search stand, and how it stood in an earlier round; no DOM. */
import { hierarchy, tree as tidyTree, type HierarchyPointNode } from 'd3';
import type { SearchNodeView } from '../../src/protocol/searchView';

/** Pixels at zoom 1: from node to node across and along, and room for the answers beside the leaves. */
export const ROW = 28;
export const COLUMN = 76;
export const ANSWER = 190;
/** Around the tree: rings and marks reach over their node. */
export const MARGIN = 26;

export interface PlacedNode {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  /** Null: it goes out from the question. */
  readonly parent: number | null;
  readonly children: readonly number[];
  /** 1 where a path begins. */
  readonly level: number;
  /** From 1, among the nodes that go out from the same one. */
  readonly position: number;
  readonly siblings: number;
}

export interface SearchLayout {
  /** By id. */
  readonly places: readonly PlacedNode[];
  /** Ids by level, from above to below. */
  readonly levels: readonly (readonly number[])[];
  /** Where the question stands, out of which all paths go. */
  readonly root: { readonly x: number; readonly y: number };
  readonly width: number;
  readonly height: number;
}

type Node = Pick<SearchNodeView, 'id' | 'parent'>;
interface Branch {
  /** Null: the question. */
  readonly id: number | null;
  readonly children: Branch[];
}

/** @param nodes by id, parents before their children */
export function searchLayout(nodes: readonly Node[]): SearchLayout {
  const root: Branch = { id: null, children: [] };
  const branches: Branch[] = [];
  for (const { id, parent } of nodes) {
    const branch: Branch = { id, children: [] };
    branches[id] = branch;
    ((parent === null ? undefined : branches[parent]) ?? root).children.push(branch);
  }
  const placed = tidyTree<Branch>()
    .nodeSize([ROW, COLUMN])
    .separation((a, b) => (a.parent === b.parent ? 1 : 1.2))(hierarchy(root, ({ children }) => children));
  const all: HierarchyPointNode<Branch>[] = [];
  placed.each((one) => void all.push(one));
  const first = all.reduce((least, { x }) => Math.min(least, x), 0);
  const last = all.reduce((most, { x }) => Math.max(most, x), 0);
  const depth = all.reduce((most, { y }) => Math.max(most, y), 0);
  const at = ({ x, y }: HierarchyPointNode<Branch>) => ({ x: y + MARGIN, y: x - first + MARGIN });
  const places: PlacedNode[] = [];
  const levels: number[][] = [];
  for (const one of all) {
    const { id } = one.data;
    if (id === null) continue;
    const siblings = one.parent?.children ?? [one];
    places[id] = {
      id,
      ...at(one),
      parent: one.parent?.data.id ?? null,
      children: one.data.children.flatMap((child) => child.id ?? []),
      level: one.depth,
      position: siblings.indexOf(one) + 1,
      siblings: siblings.length,
    };
    (levels[one.depth - 1] ??= []).push(id);
  }
  for (const level of levels) level.sort((a, b) => (places[a]?.y ?? 0) - (places[b]?.y ?? 0));
  return {
    places,
    levels,
    root: at(placed),
    width: depth + ANSWER + 2 * MARGIN,
    height: last - first + 2 * MARGIN,
  };
}

/** Where a key leads: to the parent, the first child, or the next node of the same level; null: nowhere. */
export function neighbour({ places, levels }: SearchLayout, from: number, key: string): number | null {
  const at = places[from];
  if (!at) return null;
  const level = levels[at.level - 1] ?? [];
  switch (key) {
    case 'ArrowRight':
      return at.children[0] ?? null;
    case 'ArrowLeft':
      return at.parent;
    case 'ArrowDown':
      return level[level.indexOf(from) + 1] ?? null;
    case 'ArrowUp':
      return level[level.indexOf(from) - 1] ?? null;
    case 'Home':
      return levels[0]?.[0] ?? null;
    case 'End':
      return places.at(-1)?.id ?? null;
    default:
      return null;
  }
}

/**
 * The nodes as a round left them: what came later is not there, and what was decided later is open.
 * @param round null: as they are now
 * @returns by id
 */
export function asOf(nodes: readonly SearchNodeView[], round: number | null): (SearchNodeView | null)[] {
  if (round === null) return [...nodes];
  return nodes.map((node) => {
    if (node.round > round) return null;
    const isDecided = node.decidedIn !== null && node.decidedIn <= round;
    return node.state === 'leaf' || isDecided ? node : { ...node, state: 'open' };
  });
}

/**
 * How many paths go through each node: those that have come to their end, or as far as they have come.
 * @param shown by id, parents before their children @returns by id
 */
export function visits(shown: readonly (Node | null)[]): number[] {
  const counts = shown.map(() => 0);
  const goesOn = new Set(shown.flatMap((node) => node?.parent ?? []));
  for (let id = shown.length - 1; id >= 0; id--) {
    const node = shown[id];
    if (!node) continue;
    if (!goesOn.has(id)) counts[id] = 1;
    if (node.parent !== null) counts[node.parent] = (counts[node.parent] ?? 0) + (counts[id] ?? 0);
  }
  return counts;
}
