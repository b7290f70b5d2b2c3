/** What the list of steps shows, in order: a pure function of the trace. */
import type { Intervention, Trace } from '../../src/core/trace/trace';

export interface StepRow {
  readonly kind: 'step';
  /** Place in `trace.steps`; null for thinking that no step covers yet (the step that is being written). */
  readonly index: number | null;
  /** Token range of this row. An intervention inside a step divides it into several rows. */
  readonly start: number;
  readonly end: number;
  /** Tokens of the whole step on its first row; null on the rows that go on with it. */
  readonly count: number | null;
  readonly score: number | null;
}

export interface MarkRow {
  readonly kind: 'mark';
  /** Place in `trace.interventions`. */
  readonly index: number;
  /** 1, 2, … among the interventions of its kind. */
  readonly number: number;
  readonly intervention: Intervention;
}

export type Row = StepRow | MarkRow;

export function rowsOf(trace: Trace): Row[] {
  const rows: Row[] = [];
  const marks = marksOf(trace);
  let nextMark = 0;

  const marksUpTo = (token: number): void => {
    for (let mark = marks[nextMark]; mark && mark.intervention.at <= token; mark = marks[++nextMark]) {
      rows.push(mark);
    }
  };
  const stepRows = (index: number | null, start: number, end: number, score: number | null): void => {
    let from = start;
    while (from < end) {
      marksUpTo(from);
      const to = Math.min(end, marks[nextMark]?.intervention.at ?? end);
      rows.push({
        kind: 'step',
        index,
        start: from,
        end: to,
        count: from === start ? end - start : null,
        score,
      });
      from = to;
    }
  };

  let covered = trace.thinking.start;
  trace.steps.forEach((step, index) => {
    // A file may leave tokens out of every step: they are shown all the same.
    stepRows(null, covered, step.start, null);
    stepRows(index, Math.max(covered, step.start), step.end, step.score);
    covered = Math.max(covered, step.end);
  });
  stepRows(null, covered, trace.thinking.end, null);
  marksUpTo(Infinity);
  return rows;
}

/** Interventions shown between steps, by place; the forced end has a mark of its own after the list. */
function marksOf(trace: Trace): MarkRow[] {
  const numbers = { wait: 0, edit: 0, end: 0 };
  return trace.interventions
    .map((intervention, index): MarkRow => {
      return { kind: 'mark', index, number: ++numbers[intervention.kind], intervention };
    })
    .filter((mark) => mark.intervention.kind !== 'end')
    .sort((a, b) => a.intervention.at - b.intervention.at);
}
