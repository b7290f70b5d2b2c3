/** Exports for tests: the rows of traces, and what is read back of them. */
import { DEFAULT_EXPORT, type ExportOptions } from '../../src/core/formats/export/exportFormat';
import { exportFormatNamed } from '../../src/core/formats/export/exportFormats';
import { Exporter, type ExportOutcome } from '../../src/core/formats/export/exporter';
import { lossText } from '../../src/core/formats/export/losses';
import type { Label } from '../../src/core/formats/foreignTrace';
import type { Trace } from '../../src/core/trace/trace';

export interface ExportedTraces {
  readonly rows: Record<string, unknown>[];
  readonly outcomes: ExportOutcome[];
}

/** @param labels of the steps of every trace, where given */
export function exportAll(
  format: string,
  traces: readonly Trace[],
  options: Partial<ExportOptions> = {},
  labels?: readonly (Label | null)[],
): ExportedTraces {
  const exporter = new Exporter(exportFormatNamed(format), { ...DEFAULT_EXPORT, ...options });
  const found: ExportedTraces = { rows: [], outcomes: [] };
  const take = (parts: ReturnType<Exporter['end']>): void => {
    for (const { row, outcomes } of parts) {
      if (row) found.rows.push({ ...row });
      found.outcomes.push(...outcomes);
    }
  };
  for (const [i, trace] of traces.entries()) take(exporter.add(trace, `t${i + 1}`, labels));
  take(exporter.end());
  return found;
}

/** What is told, a line each: `t1: the answer has no place in the format`, `t2 left out: it has no thinking`. */
export function told({ outcomes }: ExportedTraces): string[] {
  return outcomes.flatMap(({ id, leftOut, losses }) => [
    ...(leftOut === null ? [] : [`${id} left out: ${leftOut}`]),
    ...losses.map((loss) => `${id}: ${lossText(loss)}`),
  ]);
}

export const jsonLines = (rows: readonly unknown[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');
