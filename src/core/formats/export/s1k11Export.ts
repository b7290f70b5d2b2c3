import type { ExportTrace } from './exportTrace';
import type { ExportRow, RowFormat, Shape } from './exportFormat';
import { COMMON, commonColumns } from './s1kExport';

const WRITERS = ['gemini', 'deepseek'] as const;
const PARTS = ['thinking_trajectory', 'attempt', 'grade', 'grade_reason'] as const;

/**
 * A row has places for two traces of a question, named after the models of that set. Neighbours with the same question
 * take them in the order in which they are read; a trace alone takes the second.
 */
export const s1k11Export: RowFormat = {
  name: 's1k-1.1',
  title: 's1K-1.1: two traces of a question a row, with their grades',
  columns: {
    ...COMMON,
    ...Object.fromEntries(
      WRITERS.flatMap((writer) => PARTS.map((part): [string, Shape] => [`${writer}_${part}`, 'STRING'])),
    ),
  },
  hasLabels: false,
  tracesPerRow: 2,
  write: (first, _, second) => ({
    ...commonColumns(first),
    ...partsOf('gemini', second ? first : null),
    ...partsOf('deepseek', second ?? first),
  }),
};

function partsOf(writer: (typeof WRITERS)[number], trace: ExportTrace | null): ExportRow {
  const grade = trace?.correct == null ? null : trace.correct ? 'Yes' : 'No';
  const values: Readonly<Record<(typeof PARTS)[number], string | null>> = {
    thinking_trajectory: trace?.thinking ?? null,
    attempt: trace?.answer ?? null,
    grade,
    grade_reason: trace?.reason ?? null,
  };
  return Object.fromEntries(PARTS.map((part) => [`${writer}_${part}`, values[part]]));
}
