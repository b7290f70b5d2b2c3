/**
 * A run is a stream of events; a trace is what they add up to. The journal writes them, the webview and the
 * terminal draw them, and recovery replays them: all by the one `applyEvent`.
 */
import { z } from 'zod';
import { appendColumns, unevenColumn, type TokenColumns } from './tokenColumns';
import {
  answerSchema,
  failureSchema,
  finishReason,
  finishSchema,
  interventionSchema,
  provenance,
  stepSchema,
  timingsSchema,
  tokenColumnsSchema,
  traceSchema,
  usageSchema,
  type FinishReason,
  type Intervention,
  type Provenance,
  type Step,
  type Trace,
} from './trace';

export type TraceEvent =
  /** A run begins: everything known before the first token. */
  | { readonly type: 'start'; readonly trace: Trace }
  | { readonly type: 'tokens'; readonly provenance: Provenance; readonly tokens: TokenColumns }
  | { readonly type: 'intervention'; readonly intervention: Intervention }
  /** A step is complete; `index` is its place in `steps`. */
  | { readonly type: 'step'; readonly index: number; readonly step: Step }
  | { readonly type: 'score'; readonly index: number; readonly score: number }
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
    }
  | { readonly type: 'warning'; readonly message: string }
  | {
      readonly type: 'finish';
      readonly finish: Trace['finish'];
      readonly answer: Trace['answer'];
      readonly failure: Trace['failure'];
    };

const index = stepSchema.shape.start;

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), trace: traceSchema }),
  z.object({ type: z.literal('tokens'), provenance, tokens: tokenColumnsSchema }),
  z.object({ type: z.literal('intervention'), intervention: interventionSchema }),
  z.object({ type: z.literal('step'), index, step: stepSchema }),
  z.object({ type: z.literal('score'), index, score: stepSchema.shape.score.unwrap() }),
  z.object({ type: z.literal('thinkingEnd'), end: index, answerStart: index, reason: finishReason }),
  z.object({
    type: z.literal('usage'),
    usage: usageSchema.partial(),
    timings: timingsSchema.partial().optional(),
  }),
  z.object({ type: z.literal('warning'), message: z.string() }),
  z.object({
    type: z.literal('finish'),
    finish: finishSchema,
    answer: answerSchema.nullable(),
    failure: failureSchema.nullable(),
  }),
]);

/**
 * Reads an event from outside.
 * @param trace what the events before it add up to; null before the first
 * @returns null when `value` is no event, or none that can follow
 */
export function parseEvent(value: unknown, trace: Trace | null): TraceEvent | null {
  const parsed = eventSchema.safeParse(value);
  if (!parsed.success) return null;
  // The schema's optional fields may be `undefined`, which JSON has not.
  const event = parsed.data as TraceEvent;
  return follows(trace, event) ? event : null;
}

function follows(trace: Trace | null, event: TraceEvent): boolean {
  if (event.type === 'start') return true;
  if (!trace) return false;
  const tokens = trace.tokens.id.length;
  switch (event.type) {
    case 'tokens':
      return unevenColumn(event.tokens) === null;
    case 'intervention':
      return event.intervention.at <= tokens;
    case 'step': {
      const { start, end } = event.step;
      const before = trace.steps.at(-1)?.end ?? trace.thinking.start;
      return event.index === trace.steps.length && before <= start && start <= end && end <= tokens;
    }
    case 'score':
      return event.index < trace.steps.length;
    case 'thinkingEnd':
      return trace.thinking.start <= event.end && event.end <= tokens && event.end <= event.answerStart;
    case 'finish':
      return event.answer === null || event.answer.end === Math.max(event.answer.start, tokens);
    case 'usage':
    case 'warning':
      return true;
    default:
      return event satisfies never;
  }
}

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
    case 'score': {
      const step = trace.steps[event.index];
      if (step) step.score = event.score;
      return trace;
    }
    case 'thinkingEnd':
      trace.thinking.end = event.end;
      trace.finish.thinking = event.reason;
      trace.answer = { start: event.answerStart, end: event.answerStart, text: '', extracted: null };
      return trace;
    case 'usage':
      Object.assign(trace.usage, event.usage);
      if (event.timings) Object.assign(trace.timings, event.timings);
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
