/** Forks name their parents; here they become trees. */
import type { TraceHead } from './traceHead';

export interface TraceFile {
  readonly uri: string;
  /** The URI's path, decoded, with `/`: what `parent.file` is relative to. */
  readonly path: string;
  readonly head: TraceHead;
}

export interface ForkNode {
  /** Null: a parent that is named by a fork, and found nowhere. */
  readonly file: TraceFile | null;
  /** Of the trace; of a missing one, what its forks call it. */
  readonly identity: string;
  /** Path of the file; of a missing one, where a fork says it is, or null. */
  readonly path: string | null;
  /** By the token where they leave it, then by age. */
  readonly children: readonly ForkNode[];
  /** Says what the file before it in the order of paths says already. */
  readonly isCopy: boolean;
  /** The file of its parent is there, and no longer holds what was forked. */
  readonly parentChanged: boolean;
}

interface OpenNode extends ForkNode {
  readonly children: OpenNode[];
  parentChanged: boolean;
}

/**
 * Every file once, under its parent. The parent is the file of that identity (of several the one that the fork names);
 * else the file of that name, which has changed then; else a node without a file, shared by its forks. Of files that
 * are each other's parents the oldest begins the tree.
 * @returns roots by path; numbers in it count as numbers
 */
export function forkForest(files: readonly TraceFile[]): ForkNode[] {
  const sorted = [...files].sort((a, b) => byPath(a.path, b.path) || compare(a.uri, b.uri));
  const known = new Set<string>();
  const nodes = sorted.map((file): OpenNode => {
    const { identity } = file.head;
    const isCopy = known.has(identity);
    known.add(identity);
    return { file, identity, path: file.path, children: [], isCopy, parentChanged: false };
  });
  const find = parentFinder(nodes);
  const parents = new Map(nodes.map((node) => [node, find(node)]));
  cutCycles(parents);
  const roots: OpenNode[] = [];
  for (const [node, parent] of parents) {
    if (parent === null) roots.push(node);
    else parent.children.push(node);
  }
  for (const node of new Set(parents.values())) {
    if (node === null) continue;
    node.children.sort(byAgeOfFork);
    if (node.file === null) roots.push(node);
  }
  return roots.sort((a, b) => byPath(pathOf(a), pathOf(b)));
}

/** All nodes of these trees, parents before their forks. */
export function* nodesOf(roots: readonly ForkNode[]): Generator<ForkNode> {
  const waiting = [...roots].reverse();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    waiting.push(...[...node.children].reverse());
  }
}

/** The path that `file`, relative to the folder of `from`, names. */
export function resolvePath(from: string, file: string): string {
  const parts = file.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of file.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function parentFinder(nodes: readonly OpenNode[]): (node: OpenNode) => OpenNode | null {
  const byIdentity = new Map<string, OpenNode[]>();
  for (const node of nodes) {
    const same = byIdentity.get(node.identity);
    if (same) same.push(node);
    else byIdentity.set(node.identity, [node]);
  }
  const byFile = new Map(nodes.map((node) => [node.path, node]));
  const missing = new Map<string, OpenNode>();
  return (node) => {
    const parent = node.file?.head.parent;
    if (!node.file || !parent) return null;
    const { identity, file } = parent;
    const path = file === null ? null : resolvePath(node.file.path, file);
    const same = (byIdentity.get(identity) ?? []).filter((one) => one !== node);
    const named = same.find((one) => one.path === path);
    // A fork that says what its parent says has its identity: a sibling is no parent.
    const found = named ?? same.find((one) => one.file?.head.parent?.identity !== identity);
    if (found) return found;
    const changed = path === null ? undefined : byFile.get(path);
    if (changed && changed !== node) {
      node.parentChanged = true;
      return changed;
    }
    const unknown = { file: null, identity, path, children: [], isCopy: false, parentChanged: false };
    const absent = missing.get(identity) ?? unknown;
    missing.set(identity, absent);
    return absent;
  };
}

/** Makes a root of the oldest node of every cycle. */
function cutCycles(parents: Map<OpenNode, OpenNode | null>): void {
  const done = new Set<OpenNode>();
  for (const start of parents.keys()) {
    const path = new Set<OpenNode>();
    let at: OpenNode | null = start;
    while (at && !done.has(at) && !path.has(at)) {
      path.add(at);
      at = parents.get(at) ?? null;
    }
    if (at && path.has(at)) {
      const nodes = [...path];
      const [oldest] = nodes.slice(nodes.indexOf(at)).sort(byAge);
      if (oldest) parents.set(oldest, null);
    }
    for (const node of path) done.add(node);
  }
}

const { compare: byPath } = new Intl.Collator('en', { numeric: true });
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const pathOf = ({ path, children: [first] }: OpenNode): string => path ?? first?.path ?? '';
const byAge = (a: OpenNode, b: OpenNode): number =>
  compare(a.file?.head.createdAt ?? '', b.file?.head.createdAt ?? '') || byPath(pathOf(a), pathOf(b));
const byAgeOfFork = (a: OpenNode, b: OpenNode): number =>
  (a.file?.head.parent?.at ?? 0) - (b.file?.head.parent?.at ?? 0) || byAge(a, b);
