/** Columns that are one thinking under growing budgets: what a chart may join by a line. */
import type { Trace } from '../trace/trace';

/**
 * Columns that differ in maximum and waits alone and whose thinking goes on where that of the column before ends, each
 * list from the shortest on. Read from the traces, so that saved columns need no engine to vouch for them. Columns whose
 * thinking has not ended are in no list, nor are those that stand alone.
 */
export function budgetCurves(traces: readonly Trace[]): number[][] {
  const families = new Map<string, number[]>();
  for (const [column, { request, finish }] of traces.entries()) {
    if (finish.thinking === null || finish.thinking === 'abort') continue;
    const family = JSON.stringify({
      ...request,
      budget: { ...request.budget, maxThinkingTokens: 0, waits: 0 },
    });
    families.set(family, [...(families.get(family) ?? []), column]);
  }
  return [...families.values()].flatMap((columns) => {
    const length = (column: number): number => thinkingOf(traces[column]).length;
    const curves: number[][] = [];
    for (const column of columns.sort((a, b) => length(a) - length(b) || a - b)) {
      const curve = curves.find((one) => goesOn(traces[one.at(-1) ?? -1], traces[column]));
      if (curve) curve.push(column);
      else curves.push([column]);
    }
    return curves.filter(({ length: columnsOfIt }) => columnsOfIt > 1);
  });
}

const thinkingOf = (trace: Trace | undefined): readonly number[] =>
  trace?.tokens.id.slice(trace.thinking.start, trace.thinking.end) ?? [];

function goesOn(shorter: Trace | undefined, longer: Trace | undefined): boolean {
  const ids = thinkingOf(longer);
  return thinkingOf(shorter).every((id, index) => id === ids[index]);
}
