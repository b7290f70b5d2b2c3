/** The tables of an evaluation, as files in its folder. */
import type { Cell } from '../core/evaluation/cell';
import { countedRow } from '../core/evaluation/overrides';
import type { ResultRow } from '../core/evaluation/resultRow';
import { summarize, type Summary } from '../core/evaluation/summary';
import { csv, markdownTables } from '../core/evaluation/summaryTable';
import type { EvaluationFolder } from './evaluationFolder';
import { MarkedTraces } from './markedTraces';

export interface Tables {
  readonly summary: Summary;
  /** Rows whose verdict is a person's. */
  readonly overridden: number;
}

/**
 * Sums up the rows, and writes `results.md` and `results.csv`. What people said of the traces counts.
 * @param seed of the bootstrap
 * @throws WaitpointError `writeFailed`
 */
export async function saveTables(
  folder: EvaluationFolder,
  { cells, rows, seed }: { cells: readonly Cell[]; rows: readonly ResultRow[]; seed: number },
): Promise<Tables> {
  const marked = new MarkedTraces(folder.path);
  await marked.read(rows.map(({ trace }) => trace));
  const counted = rows.map((row) => countedRow(row, marked.marks));
  const summary = summarize(cells, counted, seed);
  await folder.saveExport('results.md', markdownTables(summary));
  await folder.saveExport('results.csv', csv(summary));
  return { summary, overridden: counted.filter(({ overridden }) => overridden).length };
}
