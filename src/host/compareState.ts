/** What the compare view shows of two traces. */
import { branchDiff } from '../core/trace/branchDiff';
import { headOf } from '../core/trace/traceHead';
import type { Trace } from '../core/trace/trace';
import type { CompareSide, CompareState } from '../protocol/forkViews';
import { factsOf } from './forkTreeState';

export interface ComparedTrace {
  readonly uri: string;
  readonly path: string;
  readonly trace: Trace;
  readonly running: boolean;
}

export function compareState(left: ComparedTrace, right: ComparedTrace): CompareState {
  const question = left.trace.question.text;
  const other = right.trace.question.text;
  return {
    question,
    otherQuestion: other === question ? null : other,
    left: sideOf(left),
    right: sideOf(right),
    diff: branchDiff(left.trace, right.trace),
  };
}

export function sideOf({ uri, path, trace, running }: ComparedTrace): CompareSide {
  // Nobody asks for its identity here.
  const facts = factsOf(uri, path, headOf(trace, ''), running);
  return { ...facts, thinkingStart: trace.thinking.start, ended: endOf(trace) };
}

function endOf({ finish }: Trace): CompareSide['ended'] {
  switch (finish.thinking) {
    case null:
      return null;
    case 'end':
    case 'stop':
      return 'byModel';
    case 'budget':
    case 'limit':
      return 'forced';
    case 'abort':
      return 'brokenOff';
    default:
      return finish.thinking satisfies never;
  }
}
