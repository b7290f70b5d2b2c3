import type { ExportTrace } from './exportTrace';
import type { ExportRow, RowFormat } from './exportFormat';
import { solutionOf } from './solution';

/** The first columns of s1K and s1K-1.1. */
export const COMMON = {
  solution: 'STRING',
  question: 'STRING',
  cot_type: 'STRING',
  source_type: 'STRING',
  metadata: 'STRING',
} as const;

export const s1kExport: RowFormat = {
  name: 's1k',
  title: 's1K: question, solution, thinking_trajectories, attempt',
  columns: {
    ...COMMON,
    cot: 'STRING',
    thinking_trajectories: ['STRING'],
    attempt: 'STRING',
  },
  hasLabels: false,
  write: (trace) => ({
    ...commonColumns(trace),
    cot: null,
    thinking_trajectories: [trace.thinking],
    attempt: trace.answer ?? '',
  }),
};

/** Their values. Texts that are not known are empty: curation drops rows with null. */
export function commonColumns({ question, expected, source, model, createdAt }: ExportTrace): ExportRow {
  return {
    solution: solutionOf(expected),
    question,
    cot_type: '',
    source_type: source ?? 'waitpoint',
    metadata: JSON.stringify({ model, createdAt }),
  };
}
