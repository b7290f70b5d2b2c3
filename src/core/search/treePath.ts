/** Ways through a tree. A file of its own, so that the views can have it without the schema. */

/** What the way needs to know of a node. */
export interface PathNode {
  readonly id: number;
  readonly parent: number | null;
  /** A path begins anew with it, after this prompt; null: it goes on with its parent's tokens. */
  readonly prompt: object | null;
}

/** The nodes of a path, from where it began to `id`. */
export function pathTo<Node extends PathNode>(nodes: readonly Node[], id: number): Node[] {
  const path: Node[] = [];
  for (let node = nodes[id]; node; node = node.parent === null ? undefined : nodes[node.parent]) {
    path.push(node);
    if (node.prompt) break;
  }
  return path.reverse();
}
