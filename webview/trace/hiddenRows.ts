/** Which rows a filter hides, and where a line stands for them. */
import type { Row } from './rows';

/** A run of hidden rows: from row `first` to row `end` (exclusive). */
export interface Gap {
  readonly first: number;
  readonly end: number;
  /** Steps in it, the one that is being written among them. */
  readonly steps: number;
}

/**
 * A mark goes with the step that it begins; one behind the last step stays.
 * @param isShown of a step by its place in `trace.steps`; null for thinking that no step covers yet
 */
export function gapsOf(rows: readonly Row[], isShown: (step: number | null) => boolean): Gap[] {
  const gaps: Gap[] = [];
  let shown = true;
  for (let end = rows.length; end > 0; end--) {
    const row = rows[end - 1];
    if (row?.kind === 'step') shown = isShown(row.index);
    if (shown || row === undefined) continue;
    const first = end - 1;
    // Of a step that an intervention divides, only the first row counts.
    const steps = row.kind === 'step' && row.count !== null ? 1 : 0;
    const next = gaps.at(-1);
    if (next?.first === end) gaps[gaps.length - 1] = { first, end: next.end, steps: next.steps + steps };
    else gaps.push({ first, end, steps });
  }
  return gaps.reverse();
}
