/** What a list or a tree of traces tells of each of them, so that their tokens need not be kept. */
import { answersOf } from '../metrics/traceOverview';
import { traceIdentity } from './identity';
import { isRecorded, type Parent, type RunRequest, type Trace } from './trace';

export interface TraceHead {
  /** `traceIdentity`. */
  readonly identity: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly parent: Parent | null;
  readonly question: string;
  /** The right answer; null: not known. */
  readonly expected: string | null;
  /** The extracted answer, else the answer's text; null where there is none yet. */
  readonly answer: string | null;
  /** Whether the answer is the expected one; null: that is not known. */
  readonly right: boolean | null;
  /** 0..1, of the last step that has a score; null: none has. */
  readonly lastScore: number | null;
  /** 0..1, the lowest of all steps; null: none has a score. */
  readonly leastScore: number | null;
  readonly thinkingTokens: number;
  readonly waits: number;
  readonly state: 'draft' | 'unfinished' | 'done';
  readonly request: RunRequest;
}

/** @param identity where it is known already, or means nothing yet; default: hashed here */
export function headOf(trace: Trace, identity = traceIdentity(trace)): TraceHead {
  const { answer, thinking, interventions, request, question, parent, createdAt } = trace;
  const scores = trace.steps.flatMap(({ score }) => (score === null ? [] : [score]));
  const state = stateOf(trace);
  return {
    identity,
    createdAt,
    parent,
    question: question.text,
    expected: question.expected,
    answer: answer === null ? null : (answer.extracted ?? (answer.text.trim() || null)),
    right: state === 'done' ? (answersOf(trace).at(-1)?.right ?? null) : null,
    lastScore: scores.at(-1) ?? null,
    leastScore: scores.length === 0 ? null : scores.reduce((a, b) => Math.min(a, b)),
    thinkingTokens: thinking.end - thinking.start,
    waits: interventions.filter(({ kind }) => kind === 'wait').length,
    state,
    request,
  };
}

function stateOf(trace: Trace): TraceHead['state'] {
  const { finish, failure, imported, answer } = trace;
  if (!isRecorded(trace)) return 'draft';
  // An imported trace tells no reasons; it is as finished as it will ever be.
  if (imported !== null) return answer === null ? 'unfinished' : 'done';
  const ended = failure === null && finish.answer !== null && finish.answer !== 'abort';
  return ended ? 'done' : 'unfinished';
}
