/** Where the nodes of a tree stand, in pixels at the usual font size; no DOM. */
import { hierarchy, tree as tidyTree, type HierarchyPointNode } from 'd3';
import type { TreeNode } from '../../src/protocol/forkViews';

/** `right`: from the root on the left to the leaves on the right; `down`: from the top. */
export type Direction = 'right' | 'down';

export const NODE = { width: 178, height: 66 };
/** Between a node and its forks: room for what they changed. */
const LINK = { right: 136, down: 44 };
const GAP = 14;
/** Around the tree: focus rings and marks reach over their node. */
const MARGIN = 6;

export interface PlacedNode {
  readonly node: TreeNode;
  /** Upper left corner. */
  readonly x: number;
  readonly y: number;
  /** Place in `nodes`; null at the root. */
  readonly parent: number | null;
  readonly children: readonly number[];
  /** 1 at the root. */
  readonly level: number;
  /** From 1, among the forks of one parent. */
  readonly position: number;
  readonly siblings: number;
  /** Of the line from the parent, as an SVG path; '' at the root. */
  readonly link: string;
}

export interface TreeLayout {
  /** Parents before their forks. */
  readonly nodes: readonly PlacedNode[];
  readonly width: number;
  readonly height: number;
}

export function treeLayout(root: TreeNode, direction: Direction): TreeLayout {
  const isRight = direction === 'right';
  const across = (isRight ? NODE.height : NODE.width) + GAP;
  const along = isRight ? NODE.width + LINK.right : NODE.height + LINK.down;
  const placed = tidyTree<TreeNode>()
    .nodeSize([across, along])
    .separation(() => 1)(hierarchy(root, ({ children }) => children));
  const all: HierarchyPointNode<TreeNode>[] = [];
  placed.eachBefore((one) => void all.push(one));
  const index = new Map(all.map((one, place) => [one, place]));
  const first = all.reduce((least, { x }) => Math.min(least, x), 0);
  const last = all.reduce((most, { x }) => Math.max(most, x), 0);
  const depth = all.reduce((most, { y }) => Math.max(most, y), 0);
  const corner = ({ x, y }: HierarchyPointNode<TreeNode>) =>
    isRight ? { x: y + MARGIN, y: x - first + MARGIN } : { x: x - first + MARGIN, y: y + MARGIN };
  const nodes = all.map((one): PlacedNode => {
    const { parent, children = [], data, depth: level } = one;
    return {
      node: data,
      ...corner(one),
      parent: parent ? (index.get(parent) ?? null) : null,
      children: children.flatMap((child) => index.get(child) ?? []),
      level: level + 1,
      position: parent?.children ? parent.children.indexOf(one) + 1 : 1,
      siblings: parent?.children?.length ?? 1,
      link: parent ? linkOf(corner(parent), corner(one), isRight) : '',
    };
  });
  const [breadth, length] = [last - first, depth];
  return {
    nodes,
    width: (isRight ? length : breadth) + NODE.width + 2 * MARGIN,
    height: (isRight ? breadth : length) + NODE.height + 2 * MARGIN,
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Out of the parent, across, and straight on to the fork: on that last part stands what it changed. */
function linkOf(from: Point, to: Point, isRight: boolean): string {
  const { width, height } = NODE;
  if (isRight) {
    const [start, end] = [from.x + width, to.x];
    return `M${start} ${from.y + height / 2}h14V${to.y + height / 2}H${end}`;
  }
  const bend = from.y + height + 12;
  return `M${from.x + width / 2} ${from.y + height}V${bend}H${to.x + width / 2}V${to.y}`;
}

/** Where an arrow key leads: to the parent, the first fork, or the next node of the same level; null: nowhere. */
export function neighbour(
  { nodes }: TreeLayout,
  from: number,
  key: string,
  direction: Direction,
): number | null {
  const at = nodes[from];
  if (!at) return null;
  const level = nodes.flatMap((one, place) => (one.level === at.level ? [place] : []));
  const beside = (step: 1 | -1): number | null => level[level.indexOf(from) + step] ?? null;
  const inward = direction === 'right' ? 'ArrowRight' : 'ArrowDown';
  const outward = direction === 'right' ? 'ArrowLeft' : 'ArrowUp';
  const after = direction === 'right' ? 'ArrowDown' : 'ArrowRight';
  const before = direction === 'right' ? 'ArrowUp' : 'ArrowLeft';
  switch (key) {
    case inward:
      return at.children[0] ?? null;
    case outward:
      return at.parent;
    case after:
      return beside(1);
    case before:
      return beside(-1);
    case 'Home':
      return 0;
    case 'End':
      return nodes.length - 1;
    default:
      return null;
  }
}
