/** A branch of a trace in the pieces that two branches are compared by. */
import type { Intervention, Trace } from './trace';

export interface BranchSegment {
  /** `wait`, `edit`: a mark without tokens of its own; `end`: what stands between thinking and answer. */
  readonly kind: 'step' | 'wait' | 'edit' | 'end' | 'answer';
  /** Token range. */
  readonly start: number;
  readonly end: number;
  /** Place in `trace.steps`, from the first piece of a step on; null: no step. */
  readonly step: number | null;
  /** Of the step, on its last piece; null: not scored. */
  readonly score: number | null;
  /** Of a mark. */
  readonly intervention: Intervention | null;
}

/** Tokens `from` to `to` in segments without gaps; marks stand before the token that they were made at. */
export function branchSegments(trace: Trace, from: number, to = trace.tokens.id.length): BranchSegment[] {
  const marks = trace.interventions
    .filter(({ kind, at }) => kind !== 'end' && at >= from && at <= to)
    .sort((a, b) => a.at - b.at);
  const segments: BranchSegment[] = [];
  let at = from;
  let nextMark = 0;

  const marksUpTo = (token: number): void => {
    for (let mark = marks[nextMark]; mark && mark.at <= token; mark = marks[++nextMark]) {
      const kind = mark.kind === 'edit' ? 'edit' : 'wait';
      segments.push({ kind, start: at, end: at, step: null, score: null, intervention: mark });
    }
  };
  /** Goes on to `end`, cut at every mark. */
  const upTo = (
    end: number,
    kind: BranchSegment['kind'],
    step: number | null,
    score: number | null,
  ): void => {
    const last = Math.min(end, to);
    while (at < last) {
      marksUpTo(at);
      const cut = Math.min(last, marks[nextMark]?.at ?? last);
      // The score is that of the whole step: it stands where the step ends.
      const ends = cut === end;
      segments.push({ kind, start: at, end: cut, step, score: ends ? score : null, intervention: null });
      at = cut;
    }
  };

  trace.steps.forEach(({ start, end, score }, step) => {
    // A file may leave tokens out of every step: they are shown all the same.
    upTo(start, 'step', null, null);
    upTo(end, 'step', step, score);
  });
  upTo(trace.thinking.end, 'step', null, null);
  upTo(trace.answer?.start ?? Infinity, 'end', null, null);
  upTo(Infinity, 'answer', null, null);
  marksUpTo(Infinity);
  return segments;
}
