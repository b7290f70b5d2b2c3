/** What a trace document holds at one moment. States are values: undo and redo only swap them. */
import { isRecorded, type RunRequest, type Trace } from '../core/trace/trace';
import type { RunParameters } from '../protocol/webview';

/** What the run bar asks of the next run, where it differs from what the recorded trace was asked. */
export interface NextRun {
  readonly question: string;
  readonly request: RunRequest;
}

export interface DocumentState {
  readonly trace: Trace;
  /** Kept beside the trace: a recorded trace must go on telling the request that it really ran with. */
  readonly next: NextRun | null;
  readonly modelPath: string;
  /** 'none' for no scorer. */
  readonly scorerPath: string;
}

/** Whether a run began and did not come to its end: there is something to continue. */
export function isUnfinished(trace: Trace): boolean {
  if (trace.prompt === null) return false;
  return trace.failure !== null || trace.finish.answer === null || trace.finish.answer === 'abort';
}

/** What the run bar shows. */
export function parametersOf(state: DocumentState): RunParameters {
  return {
    question: state.next?.question ?? state.trace.question.text,
    request: state.next?.request ?? state.trace.request,
    modelPath: state.modelPath,
    scorerPath: state.scorerPath,
  };
}

/** The state after a change of the run bar; the same object when nothing changed. */
export function withParameters(state: DocumentState, parameters: RunParameters): DocumentState {
  if (sameParameters(parametersOf(state), parameters)) return state;
  const { question, request, modelPath, scorerPath } = parameters;
  if (!isRecorded(state.trace)) {
    const trace = { ...state.trace, question: asked(state.trace, question), request };
    return { trace, next: null, modelPath, scorerPath };
  }
  return { trace: state.trace, next: { question, request }, modelPath, scorerPath };
}

/** The trace as the view draws it: the recorded tokens under the run bar of the next run. */
export function shownTrace(state: DocumentState): Trace {
  if (!state.next) return state.trace;
  return { ...state.trace, question: asked(state.trace, state.next.question), request: state.next.request };
}

/** The question in other words has another right answer, for all that is known. */
function asked({ question }: Trace, text: string): Trace['question'] {
  return text === question.text ? question : { text, expected: null };
}

function sameParameters(a: RunParameters, b: RunParameters): boolean {
  return (
    a.question === b.question &&
    a.modelPath === b.modelPath &&
    a.scorerPath === b.scorerPath &&
    sameRequest(a.request, b.request)
  );
}

/** Whether two requests ask the same. */
export function sameRequest(a: RunRequest, b: RunRequest): boolean {
  return canonical(a) === canonical(b);
}

/** JSON with sorted keys: two requests are the same whatever order their keys came in. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
