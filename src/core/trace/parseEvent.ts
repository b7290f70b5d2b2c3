/** Events read back from outside, as from a journal. */
import { z } from 'zod';
import { unevenColumn } from './tokenColumns';
import {
  answerSchema,
  computeSchema,
  failureSchema,
  finishReason,
  finishSchema,
  gradeSchema,
  interventionSchema,
  probeSchema,
  provenance,
  scorerIdentitySchema,
  stepSchema,
  timingsSchema,
  tokenColumnsSchema,
  traceSchema,
  usageSchema,
  type Trace,
} from './trace';
import type { TraceEvent } from './traceEvent';

const index = stepSchema.shape.start;

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), trace: traceSchema }),
  z.object({ type: z.literal('tokens'), provenance, tokens: tokenColumnsSchema }),
  z.object({ type: z.literal('intervention'), intervention: interventionSchema }),
  z.object({ type: z.literal('step'), index, step: stepSchema }),
  z.object({ type: z.literal('scorer'), scorer: scorerIdentitySchema }),
  z.object({ type: z.literal('score'), index, score: stepSchema.shape.score.unwrap() }),
  z.object({ type: z.literal('probe'), probe: probeSchema }),
  z.object({ type: z.literal('grade'), grade: gradeSchema }),
  z.object({ type: z.literal('thinkingEnd'), end: index, answerStart: index, reason: finishReason }),
  z.object({
    type: z.literal('usage'),
    usage: usageSchema.partial(),
    timings: timingsSchema.partial().optional(),
    compute: computeSchema.optional(),
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
    case 'probe':
      return event.probe.at <= tokens;
    case 'thinkingEnd':
      return trace.thinking.start <= event.end && event.end <= tokens && event.end <= event.answerStart;
    case 'finish':
      return event.answer === null || event.answer.end === Math.max(event.answer.start, tokens);
    case 'grade':
    case 'usage':
    case 'warning':
    case 'scorer':
      return true;
    default:
      return event satisfies never;
  }
}
