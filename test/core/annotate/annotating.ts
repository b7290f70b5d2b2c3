/** Annotations for tests. */
import type {
  Annotation,
  AnnotationLine,
  Revision,
  Said,
  TokenRange,
} from '../../../src/core/annotate/annotation';
import type { Label } from '../../../src/core/annotate/vocabulary';

let count = 0;

const line = (id: string, trace = 'trace') =>
  ({ schema: 1, id, at: '2026-01-01T00:00:00Z', by: 'anna', trace }) as const;

export function said(
  what: Said,
  range: TokenRange | null = null,
  id = `a${count++}`,
  trace?: string,
): Annotation {
  return { ...line(id, trace), range, quote: '', said: what, spentMs: 10, scoresVisible: true };
}

export const label = (value: Label | null, start: number, end: number, id?: string): Annotation =>
  said({ kind: 'label', value }, { start, end }, id);

export function revise(revision: Revision['revision'], of: AnnotationLine, id = `r${count++}`): Revision {
  return { ...line(id, of.trace), revision, of: of.id };
}
