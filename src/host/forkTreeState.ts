/** What the fork tree shows, from the heads of all traces. */
import { forkForest, nodesOf, type ForkNode, type TraceFile } from '../core/trace/forkTree';
import { requestChanges } from '../core/trace/requestChanges';
import type { TraceHead } from '../core/trace/traceHead';
import type { ForkEdge, Tree, TreeNode, TreeState, TraceFacts } from '../protocol/forkViews';

/** Of a question, and of an answer, the view shows a line. */
const MOST_CHARACTERS = 300;

export interface ReadHeads {
  readonly files: readonly TraceFile[];
  /** Paths of files that hold no trace that can be read. */
  readonly unreadable: readonly string[];
}

/** @param isRunning of the trace with this URI */
export function forkTreeState(
  { files, unreadable }: ReadHeads,
  active: string | null,
  isRunning: (uri: string) => boolean = () => false,
): TreeState {
  const roots = forkForest(files);
  const shown = roots.filter(
    (root) => root.children.length > 0 || (active !== null && root.file?.uri === active),
  );
  return {
    trees: shown.map((root) => treeOf(root, isRunning)),
    active,
    others: roots.length - shown.length,
    unreadable: unreadable.map(nameOf).sort(),
  };
}

export function factsOf(uri: string, path: string, head: TraceHead, running: boolean): TraceFacts {
  const { answer, right, lastScore, leastScore, thinkingTokens, waits, state } = head;
  return {
    ...{ uri, name: nameOf(path), running },
    answer: answer === null ? null : answer.slice(0, MOST_CHARACTERS),
    ...{ right, lastScore, leastScore, thinkingTokens, waits, state },
  };
}

function treeOf(root: ForkNode, isRunning: (uri: string) => boolean): Tree {
  const made = new Map<ForkNode, TreeNode>();
  const heads: TraceHead[] = [];
  // Forks before their parents: a tree may be deeper than the stack.
  for (const node of [...nodesOf([root])].reverse()) {
    const { file } = node;
    if (file) heads.push(file.head);
    made.set(node, {
      trace: file && factsOf(file.uri, file.path, file.head, isRunning(file.uri)),
      name: node.path === null ? '' : nameOf(node.path),
      edge: null,
      children: node.children.flatMap((child) => {
        const fork = made.get(child);
        return fork ? [{ ...fork, edge: edgeOf(node.file, child.file) }] : [];
      }),
      isCopy: node.isCopy,
      parentChanged: node.parentChanged,
    });
  }
  const drawn = made.get(root);
  if (!drawn) throw new Error('A tree has its root.');
  return {
    question: (heads.at(-1)?.question ?? '').slice(0, MOST_CHARACTERS),
    expected: heads.findLast(({ expected }) => expected !== null)?.expected ?? null,
    root: drawn,
  };
}

function edgeOf(parent: TraceFile | null, fork: TraceFile | null): ForkEdge | null {
  if (!fork?.head.parent) return null;
  const { change, at } = fork.head.parent;
  const settings = parent ? requestChanges(parent.head.request, fork.head.request) : [];
  return { change, at, settings };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
