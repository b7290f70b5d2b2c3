import { DEFAULT_EXPORT } from '../formats/export/exportFormat';
import { exportTraceOf } from '../formats/export/exportTrace';
import { s1kExport } from '../formats/export/s1kExport';
import { gradeOf } from '../grade/traceGrade';
import type { Trace } from '../trace/trace';

/**
 * A trace as a row of a pool: the columns of s1K, and what more is known of it.
 * @param id tells the row from others: the name of its file
 */
export function traceRow(trace: Trace, id: string): Record<string, unknown> {
  const correct = gradeOf(trace, trace.answer?.extracted ?? null)?.correct;
  return {
    id,
    ...s1kExport.write(exportTraceOf(trace, id, { threshold: null }), DEFAULT_EXPORT),
    trace_length: trace.usage.thinkingTokens,
    ...(correct !== undefined && { correct }),
  };
}
