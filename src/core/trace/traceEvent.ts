/**
 * A run is a stream of events; a trace is what they add up to. The journal writes them, the webview and the
 * terminal draw them, and recovery replays them: all by the one `applyEvent`.
 */
import { withGrade } from '../grade/traceGrade';
import { appendColumns, type TokenColumns } from './tokenColumns';
// Types alone: the view folds events too, and should not carry the schema for it.
import type {
  Compute,
  FinishReason,
  Grade,
  Intervention,
  ProbeRecord,
  Provenance,
  ScorerIdentity,
  Step,
  Trace,
} from './trace';

export type TraceEvent =
  /** A run begins: everything known before the first token. */
  | { readonly type: 'start'; readonly trace: Trace }
  | { readonly type: 'tokens'; readonly provenance: Provenance; readonly tokens: TokenColumns }
  | { readonly type: 'intervention'; readonly intervention: Intervention }
  /** A step is complete; `index` is its place in `steps`. */
  | { readonly type: 'step'; readonly index: number; readonly step: Step }
  /** A scorer begins with a trace that is there already: scores of an earlier one go. */
  | { readonly type: 'scorer'; readonly scorer: ScorerIdentity }
  | { readonly type: 'score'; readonly index: number; readonly score: number }
  /** An answer was forced early; replaces an earlier one at the same token. */
  | { readonly type: 'probe'; readonly probe: ProbeRecord }
  /** A word on an answer; replaces an earlier one of the same kind. */
  | { readonly type: 'grade'; readonly grade: Grade }
  /** Thinking is over at `end`; the delimiter's tokens follow; the answer begins at `answerStart`, after them. */
  | {
      readonly type: 'thinkingEnd';
      readonly end: number;
      readonly answerStart: number;
      readonly reason: FinishReason;
    }
  /** Counters, as often as they change noticeably. */
  | {
      readonly type: 'usage';
      readonly usage: Partial<Trace['usage']>;
      readonly timings?: Partial<Trace['timings']>;
      readonly compute?: Compute;
    }
  | { readonly type: 'warning'; readonly message: string }
  | {
      readonly type: 'finish';
      readonly finish: Trace['finish'];
      readonly answer: Trace['answer'];
      readonly failure: Trace['failure'];
    };

/**
 * Folds one event into `trace`, in place (a trace may hold 100,000 tokens); `start` replaces it. Nothing of the
 * event becomes part of the trace: an event may be folded into several.
 */
export function applyEvent(trace: Trace, event: TraceEvent): Trace {
  switch (event.type) {
    case 'start':
      return structuredClone(event.trace);
    case 'tokens':
      appendColumns(trace.tokens, event.tokens);
      for (let i = 0; i < event.tokens.id.length; i++) trace.tokens.provenance.push(event.provenance);
      if (trace.answer) trace.answer.end = Math.max(trace.answer.start, trace.tokens.id.length);
      else trace.thinking.end = trace.tokens.id.length;
      return trace;
    case 'intervention':
      trace.interventions.push({ ...event.intervention });
      return trace;
    case 'step':
      trace.steps[event.index] = { ...event.step };
      return trace;
    case 'scorer':
      trace.scorer = { ...event.scorer };
      for (const step of trace.steps) step.score = null;
      return trace;
    case 'score': {
      const step = trace.steps[event.index];
      if (step) step.score = event.score;
      return trace;
    }
    case 'probe': {
      const others = trace.probes.filter(({ at }) => at !== event.probe.at);
      trace.probes = [...others, { ...event.probe }].sort((a, b) => a.at - b.at);
      return trace;
    }
    case 'grade':
      trace.grades = withGrade(trace.grades, { ...event.grade });
      return trace;
    case 'thinkingEnd':
      trace.thinking.end = event.end;
      trace.finish.thinking = event.reason;
      trace.answer = { start: event.answerStart, end: event.answerStart, text: '', extracted: null };
      return trace;
    case 'usage':
      Object.assign(trace.usage, event.usage);
      if (event.timings) Object.assign(trace.timings, event.timings);
      if (event.compute) trace.compute = structuredClone(event.compute);
      return trace;
    case 'warning':
      trace.warnings.push(event.message);
      return trace;
    case 'finish':
      trace.finish = { ...event.finish };
      trace.answer = event.answer && { ...event.answer };
      trace.failure = event.failure && { ...event.failure };
      return trace;
    default:
      return event satisfies never;
  }
}
