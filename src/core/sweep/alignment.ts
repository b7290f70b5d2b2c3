/** Columns of a sweep side by side: what they share once, and from there on what stands beside what. */
import { alignItems, itemsOf, type Item } from '../trace/branchAlignment';
import { sharedPrefix } from '../trace/branchDiff';
import { branchSegments, type BranchSegment } from '../trace/branchSegments';
import { textOf, type Trace } from '../trace/trace';

/** A segment a column; null: the column has nothing there. At least one has something, and all are of one kind. */
export type AlignedRow = readonly (BranchSegment | null)[];

export interface Alignment {
  /** The beginning that all columns with tokens have: their first rows, as long as all say the same. */
  readonly shared: readonly BranchSegment[];
  /** What follows; every segment of a column once, in order. */
  readonly rows: readonly AlignedRow[];
}

interface Row {
  readonly cells: (BranchSegment | null)[];
  /** Of the column that was the first in it. */
  readonly item: Item;
}

interface Placed {
  readonly trace: Trace;
  readonly segments: readonly BranchSegment[];
  /** Where each segment stands. */
  readonly rows: readonly Row[];
}

/**
 * Columns share rows as far as their tokens are the same, then by steps that say the same, or much the same; ends stand
 * beside ends, answers beside answers, and waits where they divide the same thinking.
 * @param traces a trace a column; those without tokens are empty throughout
 */
export function alignColumns(traces: readonly Trace[]): Alignment {
  let rows: Row[] = [];
  const placed: Placed[] = [];
  const branches = traces.map((trace, column) => ({ trace, column, segments: branchSegments(trace, 0) }));
  // Longest first: a smaller budget is mostly a beginning of a larger one, and falls into its rows.
  const order = branches
    .filter(({ segments }) => segments.length > 0)
    .sort((a, b) => b.trace.tokens.id.length - a.trace.tokens.id.length);
  for (const { trace, column, segments } of order) {
    const own = beginningIn(placed, trace, segments);
    own.forEach((row, index) => (row.cells[column] = segments[index] ?? null));
    const last = own.at(-1);
    const from = last ? rows.indexOf(last) + 1 : 0;
    const tail = rows.slice(from);
    const byItem = new Map(tail.map((row) => [row.item, row]));
    const pairs = alignItems(
      tail.map(({ item }) => item),
      itemsOf({ trace, segments: segments.slice(own.length) }),
    );
    const merged = pairs.map(([known, item]): Row => {
      const row = (known && byItem.get(known)) ?? (item && rowOf(item, traces.length));
      if (!row) throw new Error('A pair has a side.');
      if (item) {
        row.cells[column] = item.segment;
        own.push(row);
      }
      return row;
    });
    rows = [...rows.slice(0, from), ...merged];
    placed.push({ trace, segments, rows: own });
  }
  return divide(
    traces,
    order.map(({ column }) => column),
    rows,
  );
}

function rowOf(item: Item, columns: number): Row {
  return { item, cells: Array.from({ length: columns }, () => null) };
}

/** The rows of the first segments, taken from the column that has most tokens in common. */
function beginningIn(placed: readonly Placed[], trace: Trace, segments: readonly BranchSegment[]): Row[] {
  let nearest: Placed | null = null;
  let shared = 0;
  for (const one of placed) {
    const common = sharedPrefix(one.trace.tokens.text, trace.tokens.text);
    if (common > shared) [nearest, shared] = [one, common];
  }
  const rows: Row[] = [];
  for (const [index, segment] of segments.entries()) {
    const other = nearest?.segments[index];
    const row = nearest?.rows[index];
    if (!other || !row || !beginAlike(segment, other, shared)) break;
    rows.push(row);
    // They part within it.
    if (segment.end !== other.end || segment.end > shared) break;
  }
  return rows;
}

/** @param shared tokens at the beginning that are the same in both */
function beginAlike(one: BranchSegment, other: BranchSegment, shared: number): boolean {
  if (one.kind !== other.kind || one.start !== other.start) return false;
  return one.intervention ? one.intervention.text === other.intervention?.text : one.start < shared;
}

/** @param columns those with tokens */
function divide(traces: readonly Trace[], columns: readonly number[], rows: readonly Row[]): Alignment {
  const parting = rows.findIndex(({ cells }) => !sayTheSame(traces, columns, cells));
  const count = parting < 0 ? rows.length : parting;
  return {
    shared: rows.slice(0, count).flatMap(({ cells }) => {
      const segments = cells.filter((cell) => cell !== null);
      // While a sweep runs, one may be scored before the others.
      return segments.find(({ score }) => score !== null) ?? segments[0] ?? [];
    }),
    rows: rows.slice(count).map(({ cells }) => cells),
  };
}

function sayTheSame(
  traces: readonly Trace[],
  columns: readonly number[],
  cells: readonly (BranchSegment | null)[],
): boolean {
  const said = columns.map((column) => {
    const cell = cells[column];
    const trace = traces[column];
    return cell && trace ? wordsOf(trace, cell) : null;
  });
  return said.every((words) => words !== null && words === said[0]);
}

/** All that a segment says; two that say the same are shown as one. */
function wordsOf(trace: Trace, { kind, start, end, step, intervention }: BranchSegment): string {
  return JSON.stringify([kind, start, step, intervention?.text ?? null, textOf(trace, start, end)]);
}
