/** What a person says of a trace, or of a part of it: one line of an annotation file (docs/format.md). */
import { z } from 'zod';
import { DIFFICULTIES, FAILURE_CLASSES, LABELS } from './vocabulary';

export const ANNOTATION_SCHEMA = 1;

/** Longer ones are documents of their own. */
export const LONGEST_NOTE = 10_000;
/** Of the text that was annotated, so that it is found again where the trace has changed. */
export const QUOTED_CHARACTERS = 200;

const index = z.int().nonnegative();

/** Null takes back what was said. */
const saidSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('label'), value: z.enum(LABELS).nullable() }),
  z.object({ kind: z.literal('flag'), value: z.literal(true).nullable() }),
  z.object({ kind: z.literal('note'), value: z.string().min(1).max(LONGEST_NOTE).nullable() }),
  z.object({ kind: z.literal('failure'), value: z.enum(FAILURE_CLASSES).nullable() }),
  /** The range is the first wrong step of the trace. */
  z.object({ kind: z.literal('firstError'), value: z.literal(true).nullable() }),
  /** Of the whole trace. */
  z.object({ kind: z.literal('correct'), value: z.boolean().nullable() }),
  z.object({ kind: z.literal('quality'), value: z.int().min(1).max(5).nullable() }),
  z.object({ kind: z.literal('domain'), value: z.string().min(1).max(200).nullable() }),
  z.object({ kind: z.literal('difficulty'), value: z.enum(DIFFICULTIES).nullable() }),
  z.object({ kind: z.literal('verdict'), value: z.enum(['keep', 'drop']).nullable() }),
]);
export type Said = z.infer<typeof saidSchema>;
export type AnnotationKind = Said['kind'];

const lineSchema = z.object({
  schema: z.literal(ANNOTATION_SCHEMA),
  /** No two lines have the same. */
  id: z.string().min(1).max(64),
  /** ISO 8601. */
  at: z.string(),
  /** Name of the annotator, as in the name of the file. */
  by: z.string(),
  /** `traceIdentity`. */
  trace: z.string(),
});

const rangeSchema = z
  .object({ start: index, end: index })
  .refine(({ start, end }) => start < end, 'the range ends before it begins');
/** Tokens from `start` to `end` (exclusive). */
export type TokenRange = z.infer<typeof rangeSchema>;

const annotationSchema = lineSchema.extend({
  /** Null: the whole trace. */
  range: rangeSchema.nullable(),
  /** Beginning of the text of the range; '' for the whole trace. */
  quote: z.string(),
  said: saidSchema,
  /** Since the part was looked at, milliseconds. */
  spentMs: z.number().nonnegative(),
  /** Whether the annotator could see what the scorer said of it. */
  scoresVisible: z.boolean(),
});
export type Annotation = z.infer<typeof annotationSchema>;

/** Takes a line back, or the taking back of one. Nothing is ever removed. */
const revisionSchema = lineSchema.extend({
  revision: z.enum(['undo', 'redo']),
  /** `id` of the annotation. */
  of: z.string(),
});
export type Revision = z.infer<typeof revisionSchema>;

export type AnnotationLine = Annotation | Revision;

export const annotationLineSchema = z.union([revisionSchema, annotationSchema]);

export function isRevision(line: AnnotationLine): line is Revision {
  return 'revision' in line;
}

/** Kinds that are said of the trace as a whole, once: also where they name a range of it. */
const OF_TRACE: ReadonlySet<AnnotationKind> = new Set<AnnotationKind>([
  'firstError',
  'correct',
  'quality',
  'domain',
  'difficulty',
  'verdict',
]);

/** What an annotation is about: a later one about the same counts in its place. */
export function slotOf({ trace, range, said }: Pick<Annotation, 'trace' | 'range' | 'said'>): string {
  const where = OF_TRACE.has(said.kind) || range === null ? '' : `${range.start}-${range.end}`;
  return `${trace}/${said.kind}/${where}`;
}

/** A name that can stand in the name of a file: `x.annotations.NAME.jsonl`. */
export function annotatorName(typed: string): string | null {
  const name = typed.trim();
  return /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,63}$/u.test(name) ? name : null;
}
