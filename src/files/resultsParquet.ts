/** The results of an evaluation as a Parquet file. */
import { parquetWriteBuffer, type ColumnSource } from 'hyparquet-writer';
import type { ResultRow } from '../core/evaluation/resultRow';

type Type = 'STRING' | 'DOUBLE' | 'INT32' | 'INT64' | 'BOOLEAN';

/** Types are explicit: a column that holds null alone has none of its own. */
const TYPES: Record<keyof ResultRow, Type> = {
  key: 'STRING',
  line: 'INT32',
  domain: 'STRING',
  method: 'STRING',
  budget: 'INT32',
  waits: 'INT32',
  variant: 'STRING',
  answer: 'STRING',
  expected: 'STRING',
  correct: 'BOOLEAN',
  verdict: 'STRING',
  reason: 'STRING',
  thinkingTokens: 'INT32',
  answerTokens: 'INT32',
  tokens: 'INT32',
  scorerTokens: 'INT32',
  flops: 'DOUBLE',
  inControl: 'BOOLEAN',
  waitsDone: 'INT32',
  steps: 'INT32',
  finish: 'STRING',
  confidence: 'DOUBLE',
  lastScore: 'DOUBLE',
  attempts: 'STRING',
  note: 'STRING',
  timeMs: 'DOUBLE',
  trace: 'STRING',
};

/** The columns of `results.jsonl`; `attempts` as JSON text. */
export function resultsParquet(rows: readonly ResultRow[]): Uint8Array {
  const columnData = (Object.keys(TYPES) as (keyof ResultRow)[]).map((name): ColumnSource => ({
    name,
    type: TYPES[name],
    nullable: true,
    data: rows.map((row) => (name === 'attempts' ? JSON.stringify(row.attempts) : row[name])),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
