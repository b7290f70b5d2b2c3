/** Fork trees and comparisons for the harness, made by what makes them in the extension host. */
import { DEFAULT_REQUEST, type Parent, type Trace } from '../../../src/core/trace/trace';
import type { TraceFile } from '../../../src/core/trace/forkTree';
import type { TraceHead } from '../../../src/core/trace/traceHead';
import { compareState } from '../../../src/host/compareState';
import { forkTreeState } from '../../../src/host/forkTreeState';
import type { CompareState, TreeState } from '../../../src/protocol/forkViews';

/** A file `/NAME.trace.json` whose parent, if any, is the file `parent`. */
export function traceFile(name: string, parent: string | null, facts: Partial<TraceHead> = {}): TraceFile {
  const identityOf = (of: string): string => Buffer.from(of).toString('hex').padEnd(64, '0').slice(0, 64);
  const edge: Parent | null =
    parent === null ? null : { identity: identityOf(parent), file: null, at: 12, change: 'wait' };
  const path = `/${name}.trace.json`;
  const head: TraceHead = {
    identity: identityOf(name),
    createdAt: '2026-01-01T00:00:00.000Z',
    parent: edge,
    question: 'What is 83*46 + 57*29 - 118?',
    expected: '5353',
    answer: '5213',
    right: false,
    lastScore: 0.15,
    leastScore: 0.15,
    thinkingTokens: 78,
    waits: 0,
    state: 'done',
    request: DEFAULT_REQUEST,
    ...facts,
  };
  return { uri: `file://${path}`, path, head };
}

export function treeOf(files: readonly TraceFile[], active: string | null = null): TreeState {
  return forkTreeState({ files, unreadable: [] }, active);
}

/** One parent with `count - 1` forks below each other and beside each other, three to a parent. */
export function manyForks(count: number): TreeState {
  const name = (index: number): string => `t${index}`;
  return treeOf(
    Array.from({ length: count }, (_, index) =>
      traceFile(name(index), index === 0 ? null : name(Math.floor((index - 1) / 3))),
    ),
  );
}

export function compared(left: Trace, right: Trace): CompareState {
  const side = (name: string, trace: Trace) => {
    const path = `/${name}.trace.json`;
    return { uri: `file://${path}`, path, trace, running: false };
  };
  return compareState(side('left', left), side('right', right));
}
